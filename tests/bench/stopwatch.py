"""Run a command and print its wall clock, processor time (both in seconds), peak memory (as the kernel counts it) and exit status.

A program of its own, and a small one: a process inherits the peak of whoever starts it, and the benchmark itself is large.
https://man7.org/linux/man-pages/man2/getrusage.2.html
"""

from __future__ import annotations

import os
import sys
import time


def main(command: list[str]) -> None:
    """Run `command` with the descriptors of this process, but without its output."""
    nothing = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, nothing, descriptor) for descriptor in (0, 1)]
    started = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status))  # noqa: T201  # it is read


if __name__ == "__main__":
    main(sys.argv[1:])
