"""Let another process do half of the work on files."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tocsin.copies import copy, others

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def helped(half: Callable[[], object], *, worthwhile: bool) -> Iterator[None]:
    """Do `half` in another process until the block ends, where that is possible and `worthwhile`, and otherwise after it.

    Raise what `half` raises: it must be possible to do it again, since what stops the other process, this one shall stumble over.
    """
    process = copy(half) if worthwhile and others() else None
    done = False
    try:
        yield
    finally:
        if process is not None:
            done = os.waitpid(process, 0)[1] == 0
    if not done:
        half()
