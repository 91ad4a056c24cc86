"""Let every emitter write, on all cores where that is quicker."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Final, NamedTuple

from msgspec.structs import replace

from tocsin.discovery import modules
from tocsin.emit.kustomization import kustomization
from tocsin.ir import Alert, Artifact, Platform

Files = tuple[tuple[Artifact, ...], ...]
"""The files of each platform."""

_EMITTERS: Final = "tocsin.emit"
# A second process takes 20 ms to begin, and what it has written must come back: fewer rules are sooner written than told to it.
_LARGE: Final = 2_000
_PER_PROOF: Final = 8
"""How many times longer an alert and its proof take to write than the alert alone."""
_PARTS: Final = 16
"""How many parts the pieces of one emitter are divided into, so that no process waits long for another."""


@contextmanager
def emitting(platforms: Sequence[Platform]) -> Iterator[Callable[[], Files]]:
    """Give a function that returns the files of each platform, sorted by path; other processes begin to write them at once.

    They are the same whether one process writes them or several.

    Raises:
        RuntimeError: two emitters write one file.
    """
    tasks = tuple(_tasks(platforms))
    processes = _processes(platforms)

    def alone() -> Files:
        return _collected(platforms, tasks, (_written(platforms, task) for task in tasks))

    if processes == 1:
        yield alone
    else:
        with _shared(platforms, tasks, processes) as written:
            yield lambda: written() or alone()


def _collected(platforms: Sequence[Platform], tasks: Sequence[_Task], written: Iterable[tuple[Artifact, ...]]) -> Files:
    found: tuple[list[Artifact], ...] = tuple([] for _ in platforms)
    for task, artifacts in zip(tasks, written, strict=True):
        found[task.platform].extend(artifacts)
    return tuple(_complete(platform, sorted(artifacts)) for platform, artifacts in zip(platforms, found, strict=True))


class _Task(NamedTuple):
    platform: int
    emitter: int
    part: int
    parts: int


def _tasks(platforms: Sequence[Platform]) -> Iterator[_Task]:
    """Yield what can be written independently, the emitters of pieces first: they take longest."""
    emitters = modules(_EMITTERS)
    for index in sorted(range(len(emitters)), key=lambda index: _piece(index) is None):
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


def _processes(platforms: Iterable[Platform]) -> int:
    # Elsewhere a process that is divided may hang in the system's own libraries: https://docs.python.org/3/library/os.html#os.fork
    if sys.platform != "linux":
        return 1
    weight = 0
    for platform in platforms:
        rules = [rule for rule_object in platform.rules for group in rule_object.groups for rule in group.rules]
        weight += len(rules)
        if platform.proofs:
            weight += _PER_PROOF * sum(isinstance(rule, Alert) for rule in rules)
    return len(os.sched_getaffinity(0)) if weight > _LARGE else 1


@contextmanager
def _shared(platforms: Sequence[Platform], tasks: Sequence[_Task], processes: int) -> Iterator[Callable[[], Files | None]]:
    """Give a function that returns what other processes have written; None when the system has killed one of them, for want of memory."""
    import multiprocessing  # noqa: PLC0415  # 30 ms that small builds need not pay
    from concurrent.futures import Future, ProcessPoolExecutor  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    def collected() -> Files | None:
        with suppress(BrokenProcessPool):  # then this process writes everything itself
            return _collected(platforms, tasks, (future.result() for future in futures)) if len(futures) == len(tasks) else None
        return None

    futures: list[Future[tuple[Artifact, ...]]] = []
    _PLATFORMS[:] = platforms  # what a divided process has, it need not be told
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), initializer=_uninterrupted)
    try:
        with suppress(BrokenProcessPool):  # `collected` sees that some are lacking
            futures.extend(pool.submit(_of_shared, task) for task in tasks)
        yield collected
    finally:
        pool.shutdown(cancel_futures=True)
        _PLATFORMS.clear()


def _uninterrupted() -> None:
    # Who interrupts the command is answered by the process that was started by hand.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_PLATFORMS: Final[list[Platform]] = []


def _of_shared(task: _Task) -> tuple[Artifact, ...]:
    return _written(_PLATFORMS, task)


def _complete(platform: Platform, artifacts: list[Artifact]) -> tuple[Artifact, ...]:
    paths = [artifact.path for artifact in artifacts]
    if len(set(paths)) != len(paths):
        raise RuntimeError(f"two emitters write one file: {sorted(path for path in paths if paths.count(path) > 1)}")
    listing = kustomization(platform, artifacts)
    return tuple(artifacts) if listing is None else tuple(chain(artifacts, (listing,)))
