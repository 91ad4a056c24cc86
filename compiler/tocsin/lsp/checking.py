"""Checks a repository again after every change, off the loop that answers, and gives up a check that has become old."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Final

from msgspec import Struct, field

from tocsin.diagnostics import Located
from tocsin.finding import Checked
from tocsin.lsp.repository import Folders, Repository, folder_of, text_of, texts_of
from tocsin.pipeline import Examined, examine
from tocsin.source import Document, Fault, parse

PAUSE_SECONDS: Final = 0.15
"""How long nothing must be typed before it is looked at."""


class SupersededError(Exception):
    """Ends a check whose answer nobody wants any more."""


class Verdict(Struct, kw_only=True):
    """What the last check that ended said."""

    texts: dict[str, str] = field(default_factory=dict)
    """The files that it was about."""
    versions: dict[str, int] = field(default_factory=dict)
    """The versions of those that were open."""
    diagnostics: tuple[Located, ...] = ()
    estate: dict[str, tuple[Checked, ...]] = field(default_factory=dict)
    """The platform of each folder in its environments, from the last time that it could be understood."""


class Checker:
    """Checks one repository; `tell` is called with each new verdict, `fail` with what is a mistake of ours."""

    def __init__(
        self, repository: Repository, executor: Executor, *, tell: Callable[[Verdict], None], fail: Callable[[BaseException], None]
    ) -> None:
        self.repository = repository
        self.verdict = Verdict()
        self._executor = executor
        self._tell = tell
        self._fail = fail
        self._changes = 0
        self._stopped = False
        self._waiting: asyncio.TimerHandle | None = None
        self._running: asyncio.Task[None] | None = None
        self._read: dict[str, tuple[bytes, Document | Fault]] = {}

    def touch(self, *, pause_seconds: float = PAUSE_SECONDS) -> None:
        """Check when nothing changes for a moment; what is being checked is old."""
        self._changes += 1
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.get_running_loop().call_later(pause_seconds, self._start)

    def stop(self) -> None:
        """Check no more."""
        self._changes += 1
        self._stopped = True
        if self._waiting is not None:
            self._waiting.cancel()

    def _start(self) -> None:
        self._waiting = None
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        checked = -1
        while checked != self._changes and self._waiting is None and not self._stopped:
            checked = self._changes
            folders, versions = self.repository.folders(), self.repository.versions()
            future = asyncio.get_running_loop().run_in_executor(self._executor, self._examine, folders, checked)
            await asyncio.wait({future})
            error = future.exception()
            if error is None and checked == self._changes:
                self._take(folders, versions, *future.result())
            elif error is not None and not isinstance(error, SupersededError):
                self._fail(error)

    def _examine(self, folders: Folders, started: int) -> tuple[Examined, tuple[Located, ...]]:
        def superseded(*_: object) -> None:
            if self._changes != started:
                raise SupersededError

        # A third of a check otherwise: what it makes has no cycles, and most of it stays.
        gc.disable()
        try:
            for files in folders.values():  # whoever asks something next need not wait for them
                for name, content in files.items():
                    superseded()
                    self.repository.outline(name, text_of(content))
            return examine(folders, progress=superseded, parsed=self._parsed), self.repository.strays()
        finally:
            gc.enable()

    def _parsed(self, file: str, content: bytes) -> Document | Fault:
        """Read a file as it is, unless it is still what it was: of many, an edit changes one."""
        known = self._read.get(file)
        if known is None or known[0] != content:
            known = self._read[file] = (content, parse(file, content))
        return known[1]

    def _take(self, folders: Folders, versions: dict[str, int], examined: Examined, strays: tuple[Located, ...]) -> None:
        understood: dict[str, tuple[Checked, ...]] = {}
        for checked in examined.estate:
            folder = folder_of(checked.named_at)
            understood[folder] = (*understood.get(folder, ()), checked)
        known = {folder: estate for folder, estate in self.verdict.estate.items() if folder in folders}
        found = (*examined.diagnostics, *strays)
        self.verdict = Verdict(texts=texts_of(folders), versions=versions, diagnostics=found, estate=known | understood)
        self._tell(self.verdict)
