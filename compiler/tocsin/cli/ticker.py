"""Draw a bar every now and then, in a thread of its own: it moves while a program that judges is waited for."""

from __future__ import annotations

import os
import time
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tocsin.cli.bar import Bar

_EVERY_SECONDS: Final = 0.1
# A process that divides itself while another thread imports, or writes, may leave locks behind in its copy that nobody opens:
# https://docs.python.org/3/library/os.html#os.fork. So nothing is divided while something is drawn.
_DRAWING: Final = Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_DRAWING.acquire, after_in_parent=_DRAWING.release, after_in_child=_DRAWING.release)


class Ticker:
    """Shows what it was told last, from `patience_seconds` after it was made until it is stopped."""

    def __init__(self, patience_seconds: float) -> None:
        self._told = (0, 0, "")
        self._began = time.monotonic()
        self._patience_seconds = patience_seconds
        self._stopped = Event()
        self._gone = Event()  # an interrupted `join` takes a thread for ended that is not: https://bugs.python.org/issue45274
        Thread(target=self._run, name="progress", daemon=True).start()

    def tell(self, done: int, total: int, what: str) -> None:
        """Take notice: this may be called as often as one likes."""
        self._told = (done, total, what)

    def stop(self) -> None:
        """Take away what was drawn, and return when that is done."""
        self._stopped.set()
        try:
            self._gone.wait()
        finally:
            self._gone.wait()  # again for who was interrupted in the first: what is written then must find a clean line

    def _run(self) -> None:
        try:
            if not self._stopped.wait(self._patience_seconds):
                self._draw()
        except OSError:
            pass  # the terminal may be gone before the work is
        finally:
            self._gone.set()

    def _draw(self) -> None:
        bar = self._bar()
        while not self._stopped.wait(_EVERY_SECONDS):
            with _DRAWING:
                bar.draw(*self._told)
        bar.erase()

    def _bar(self) -> Bar:
        with _DRAWING:
            from tocsin.cli.bar import Bar  # 60 ms that nobody pays for what is done within a second

            bar = Bar(self._began)
            bar.draw(*self._told)
            return bar
