"""One build at a time: from the moment at which it reads the specs until it has noted what it wrote."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tocsin.output.staging import lock_file, locked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def turn(root: Path) -> Iterator[None]:
    """Wait until no other build of `root` runs, and keep others waiting; the kernel ends the turn of one that dies.

    Two that ran at once would each change what it knows to differ, and leave a tree that is made of both of their specs.
    """
    with locked(root) as staged:
        lock = lock_file(staged.with_name("turn"))
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
