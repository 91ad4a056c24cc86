"""Forks this process, so that copies that share its memory use the other cores of the machine."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable


def spare_cores() -> int:
    """Return how many copies can work beside this process: one for each other core.

    On systems other than Linux none, because there a copy may hang in their own libraries:
    https://docs.python.org/3/library/os.html#os.fork
    """
    return len(os.sched_getaffinity(0)) - 1 if sys.platform == "linux" else 0


def copy(work: Callable[[], object]) -> int | None:
    """Let a copy of this process do `work`, and return its number with the system; it ends with 0, or with 1 when `work` raises.

    None: the system has no room for it, or allows no more processes.
    """
    try:
        process = os.fork()
    except OSError:
        return None
    if process == 0:
        status = 1
        try:
            # Who interrupts the command is answered by the process that was started by hand.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            work()
            status = 0
        finally:
            os._exit(status)
    return process


def kill(process: int) -> None:
    """End a copy, wherever it is."""
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
