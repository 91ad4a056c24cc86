"""Do the work of a command again whenever a spec is saved."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial, wraps
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from tocsin import unchanged
from tocsin.cli import specs
from tocsin.folders import COMMON

_EVERY_SECONDS: Final = 0.05
# A tree of 10,000 files takes 30 ms to look at: not more than a tenth of the time may go into that.
_SHARE: Final = 10
_WARM_FILES: Final = 3


def watchable(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option `--watch`; what it takes first is the folder that holds `specs/`."""

    @click.option("--watch", is_flag=True, help="Do it again whenever a spec is saved, until Ctrl-C.")
    @wraps(command)
    def watching(root: Path, *, watch: bool, **options: Any) -> None:  # noqa: ANN401  # those of the command
        if watch:
            watched(root, partial(command, root, **options))
        command(root, **options)

    return watching


def watched(root: Path, work: Callable[[], object]) -> NoReturn:
    """Do `work` now and after every change below `specs/`, until Ctrl-C.

    Each time it is done by a copy of this process, which has imported the compiler: that is what takes longest where little was edited.
    What a copy learns ends with it, so that nothing of it can be out of date in the next. A compiler that was changed is started again.
    """
    import multiprocessing

    folder = str(root / "specs")
    compiler = unchanged.compiler()
    warm = False
    with suppress(KeyboardInterrupt):
        while True:
            before = _states(folder)
            copy = multiprocessing.get_context("fork").Process(target=_uninterrupted, args=(work,))
            copy.start()
            if not warm:  # while the first copy works
                _warm_up(root)
                warm = True
            copy.join()
            click.echo("watching specs/ until Ctrl-C", err=True)
            _await_change(folder, before)
            if unchanged.compiler.__wrapped__() != compiler:
                os.execv(sys.executable, sys.orig_argv)  # noqa: S606  # this very command
    sys.exit(0)


def _uninterrupted(work: Callable[[], object]) -> None:
    with suppress(KeyboardInterrupt):  # the process that was started by hand ends both
        work()


def _states(folder: str) -> Mapping[str, str] | None:
    """Return the states of the specs; None where there are none, or where they are being moved."""
    try:
        return unchanged.states(folder)
    except OSError:
        return None


def _await_change(folder: str, before: Mapping[str, str] | None) -> None:
    """Return when the specs are others than `before`, and were the same twice: an editor may save in several steps."""
    last = before
    while True:
        began = time.monotonic()
        now = _states(folder)
        if now != before and now == last:
            return
        last = now
        time.sleep(max(_EVERY_SECONDS if now == before else _EVERY_SECONDS / 4, _SHARE * (time.monotonic() - began)))


def _warm_up(root: Path) -> None:
    """Import what work needs, and let pydantic build what it puts off until somebody needs it, with a few of the specs."""
    from tocsin import checks, incremental, output, pipeline  # noqa: F401  # to have them
    from tocsin.discovery import modules

    checks.checks()
    modules("tocsin.emit")
    paths = sorted((root / "specs").glob("*/*.yaml"))[:_WARM_FILES]
    with suppress(OSError):
        files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.parent == paths[0].parent}
        pipeline.examine({paths[0].parent.name: files, COMMON: specs.alone(root, COMMON)} if files else {})
