"""Let several processes do numbered parts of the work, of which more may become known while they do; what is made waits out of memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import IO, Final, TypeAlias

from tocsin.copies import copy, kill
from tocsin.ir import Artifact, File
from tocsin.progress import Progress, unheard
from tocsin.spool import Spool

Work: TypeAlias = Callable[[int], Sequence[Artifact]]
"""Does the part of a number."""


class Processes:
    """Does the `work`: parts that others have not begun with when the results are asked for are done by who asks."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._queues: list[IO[bytes]] = []
        self._total = 0
        self._spools: list[Spool] = []
        self._running: list[int] = []
        self._failed = False

    @property
    def busy(self) -> bool:
        """Tell whether any other process is still at work."""
        self._running = [process for process in self._running if not self._ended(process, os.WNOHANG)]
        return bool(self._running)

    def begin(self, numbers: Sequence[int], helpers: int) -> None:
        """Let at most so many `helpers` begin with the parts of these numbers; they are what the work knows now, copied."""
        queue = tempfile.TemporaryFile(prefix="tocsin-")  # noqa: SIM115  # open as long as anybody takes from it
        queue.write(b"".join(number.to_bytes(_NUMBER, "big") for number in numbers))
        queue.seek(0)
        self._queues.append(queue)
        self._total += len(numbers)
        for _ in range(helpers):
            spool = Spool()
            process = copy(partial(self._fill, spool, unheard))
            if process is not None:
                self._spools.append(spool)
                self._running.append(process)

    def parts(self, progress: Progress) -> Iterator[tuple[int, Sequence[File]]]:
        """Help with what is left, wait for the others, and yield what was made of each part."""
        if not self._spools:
            return self._done(self._taken(), progress)
        own = Spool()
        self._fill(own, progress)
        for process in self._running:
            self._ended(process, 0)
        self._running = []
        if self._failed:  # the system kills for want of memory; and what a mistake of ours has stopped there, this process stumbles over
            own = Spool()
            own.fill(self._done(range(self._total), progress))
            return own.parts()
        return chain.from_iterable(spool.parts() for spool in (own, *self._spools))

    def stop(self) -> None:
        """End the others, wherever they are."""
        for process in self._running:
            kill(process)
        for queue in self._queues:
            queue.close()

    def _done(self, numbers: Iterable[int], progress: Progress) -> Iterator[tuple[int, Sequence[Artifact]]]:
        for number in numbers:
            progress(number, self._total, "files")
            yield number, self._work(number)

    def _fill(self, spool: Spool, progress: Progress) -> None:
        """Do what nobody has begun with."""
        spool.fill(self._done(self._taken(), progress))

    def _taken(self) -> Iterator[int]:
        return chain.from_iterable(taken(queue.fileno()) for queue in self._queues)

    def _ended(self, process: int, options: int) -> bool:
        ended, status = os.waitpid(process, options)
        self._failed |= status != 0
        return ended == process


_NUMBER: Final = 4


def taken(queue: int) -> Iterator[int]:
    """Yield the numbers that no other process has taken: they all read at one position of the file."""
    while number := os.read(queue, _NUMBER):
        yield int.from_bytes(number, "big")
