"""What a pure function must not do: write, start a program, call another machine, or take longer than four seconds."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

SECONDS: Final = 4.0
"""Of the processor, not of the clock: a busy machine is no finding. The longest take one, and two where two threads share a core."""

_FORBIDDEN: Final = frozenset(
    {
        *("os.mkdir", "os.rmdir", "os.remove", "os.rename", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.utime"),
        *("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.putenv", "os.unsetenv", "os.kill", "os.chdir"),
        *("subprocess.Popen", "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "shutil.rmtree", "shutil.copyfile"),
        *("shutil.move", "tempfile.mkstemp", "tempfile.mkdtemp", "urllib.Request", "ctypes.dlopen"),
    }
)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class HangError(BaseException):
    """The time is over. No Exception, so that nothing on the way takes it for its own."""


class WriteError(BaseException):
    """Something outside would have been changed."""


class _Guard:
    installed = False
    armed = False


@contextmanager
def guarded() -> Iterator[None]:
    """Raise a `WriteError` or a `HangError` out of what runs inside; only in the main thread."""
    if not _Guard.installed:  # an audit hook stays for the life of the process
        sys.addaudithook(_audit)
        _Guard.installed = True
    before = signal.signal(signal.SIGPROF, _over)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    _Guard.armed = True
    try:
        yield
    finally:
        _Guard.armed = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _over(_signal: int, _frame: FrameType | None) -> None:
    _Guard.armed = False
    raise HangError(f"longer than {SECONDS:g} s")


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _Guard.armed:
        return
    if event == "open":
        path, mode, flags = arguments
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & _WRITING):
            raise WriteError(f"open {path!r} for writing")
    elif event in _FORBIDDEN:
        raise WriteError(f"{event} {arguments!r:.200}")
