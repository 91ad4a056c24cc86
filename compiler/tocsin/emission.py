"""Let every emitter write, on all cores where that is quicker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from msgspec.structs import replace

from tocsin.artifact import Artifact, File
from tocsin.copies import copy, kill, spare_cores
from tocsin.discovery import modules
from tocsin.emit.kustomization import kustomization
from tocsin.ir import Platform
from tocsin.progress import Progress, silent

Files = tuple[tuple[File, ...], ...]
"""The files of each platform."""

_EMITTERS: Final = "tocsin.emit"
# Alerts that are worth another process, which takes some time to begin.
_LARGE: Final = 2_000
_PER_PROOF: Final = 8
"""How many times longer an alert and its proof take to write than the alert alone."""
_PARTS: Final = 16
"""How many parts the pieces of one emitter are divided into, so that no process waits long for another."""


@contextmanager
def emitting(platforms: Sequence[Platform], progress: Progress = silent) -> Iterator[Callable[[], Files]]:
    """Give a function that returns the files of each platform, sorted by path; other processes begin to write them at once.

    They are the same whether one process writes them or several. `progress` counts parts of the work, once the function
    is called.

    Raises:
        RuntimeError: two emitters write one file.
    """
    tasks = tuple(_tasks(platforms))

    def written(numbers: Iterable[int], heard: Progress) -> Iterator[tuple[int, tuple[Artifact, ...]]]:
        for number in numbers:
            heard(number, len(tasks), "files")
            yield number, _written(platforms, tasks[number])

    helpers = min(spare_cores(), _weight(platforms) // _LARGE)
    if not helpers:
        yield lambda: _collected(platforms, tasks, written(range(len(tasks)), progress))
    else:
        with _shared(len(tasks), written, progress, helpers) as parts:
            yield lambda: _collected(platforms, tasks, parts())


def _collected(platforms: Sequence[Platform], tasks: Sequence[_Task], parts: Iterable[tuple[int, Sequence[File]]]) -> Files:
    found: tuple[list[File], ...] = tuple([] for _ in platforms)
    for number, files in parts:
        found[tasks[number].platform].extend(files)
    in_order = (sorted(files, key=lambda file: file.path) for files in found)
    return tuple(_complete(platform, files) for platform, files in zip(platforms, in_order, strict=True))


class _Task(NamedTuple):
    platform: int
    emitter: int
    part: int
    parts: int


def _tasks(platforms: Sequence[Platform]) -> Iterator[_Task]:
    """Yield what can be written independently, first what cannot be divided: at the end a process would wait for it."""
    emitters = modules(_EMITTERS) if platforms else ()
    for index in sorted(range(len(emitters)), key=lambda index: _piece(index) is not None):
        for number, platform in enumerate(platforms):
            piece = _piece(index)
            parts = 1 if piece is None else min(_PARTS, max(len(getattr(platform, piece)), 1))
            yield from (_Task(number, index, part, parts) for part in range(parts))


def _piece(emitter: int) -> str | None:
    """Return the field of a platform whose items the emitter writes one by one, each without looking at the others."""
    piece: str | None = getattr(modules(_EMITTERS)[emitter], "PIECES", None)
    return piece


def _written(platforms: Sequence[Platform], task: _Task) -> tuple[Artifact, ...]:
    platform, piece = platforms[task.platform], _piece(task.emitter)
    if piece is not None and task.parts > 1:
        platform = replace(platform, **{piece: getattr(platform, piece)[task.part :: task.parts]})
    return tuple(modules(_EMITTERS)[task.emitter].emit(platform))


def _weight(platforms: Iterable[Platform]) -> int:
    """Return how long it takes to write the platforms, in alerts."""
    weight = 0
    for platform in platforms:
        weight += sum(len(rule_object.rules) for rule_object in platform.rules)
        if platform.proofs:
            weight += _PER_PROOF * len(platform.alerts)
    return weight


_Work: TypeAlias = Callable[[Iterable[int], Progress], Iterator[tuple[int, tuple[Artifact, ...]]]]
"""Writes the parts of these numbers."""


@contextmanager
def _shared(total: int, work: _Work, progress: Progress, helpers: int) -> Iterator[Callable[[], Iterator[tuple[int, Sequence[File]]]]]:
    """Give a function that returns all parts; copies of this process begin with them at once, and it helps them as soon as it asks.

    What waits for it is kept out of memory: it is as much as everything that is known of the estate.
    """
    import tempfile  # noqa: PLC0415  # as pickles, which spools are made of: small estates need neither

    from tocsin.artifact.spool import Spool  # noqa: PLC0415  # likewise

    own = Spool()
    spools: list[Spool] = []
    running: list[int] = []
    with tempfile.TemporaryFile(prefix="tocsin-") as queue:
        queue.write(b"".join(number.to_bytes(_NUMBER, "big") for number in range(total)))
        queue.seek(0)

        def fill(spool: Spool, heard: Progress) -> None:
            spool.fill(work(_taken(queue.fileno()), heard))

        def parts() -> Iterator[tuple[int, Sequence[File]]]:
            fill(own, progress)
            failed = False
            while running:
                failed |= os.waitpid(running[-1], 0)[1] != 0
                running.pop()
            if failed:  # the system kills for want of memory; and what a mistake of ours has stopped there, this process stumbles over
                whole = Spool()
                whole.fill(work(range(total), progress))
                return whole.parts()
            return chain.from_iterable(spool.parts() for spool in (own, *spools))

        try:
            for _ in range(helpers):
                spool = Spool()
                process = copy(partial(fill, spool, silent))
                if process is not None:
                    spools.append(spool)
                    running.append(process)
            yield parts
        finally:
            for process in running:
                kill(process)


_NUMBER: Final = 4


def _taken(queue: int) -> Iterator[int]:
    """Yield the numbers that no other process has taken: they all read at one position of the file."""
    while number := os.read(queue, _NUMBER):
        yield int.from_bytes(number, "big")


def _complete(platform: Platform, files: list[File]) -> tuple[File, ...]:
    paths = [file.path for file in files]
    if len(set(paths)) != len(paths):
        raise RuntimeError(f"two emitters write one file: {sorted(path for path in paths if paths.count(path) > 1)}")
    listing = kustomization(platform, files)
    return (*files,) if listing is None else (*files, listing)
