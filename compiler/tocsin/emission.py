"""Let every emitter write, on all cores where that is quicker, and from the moment on at which it is known what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from msgspec.structs import replace

from tocsin.copies import others
from tocsin.discovery import modules
from tocsin.emit.kustomization import kustomization
from tocsin.ir import Alert, Artifact, File, Platform
from tocsin.processes import Processes
from tocsin.progress import Progress, unheard

Files = tuple[tuple[File, ...], ...]
"""The files of each platform."""

_EMITTERS: Final = "tocsin.emit"
# What is written while others look costs no time, but a second process takes some to begin.
_LARGE: Final = 2_000
_PER_PROOF: Final = 8
"""How many times longer an alert and its proof take to write than the alert alone."""
_PARTS: Final = 16
"""How many parts the pieces of one emitter are divided into, so that no process waits long for another."""
_LAST: Final = "dashboards"
"""The pieces that are known last."""


@contextmanager
def emitting(progress: Progress = unheard) -> Iterator[Emission]:
    """Give what writes platforms; whatever it has begun with is given up at the end. `progress` counts parts of the work."""
    emission = Emission(progress)
    try:
        yield emission
    finally:
        emission.stop()


class Emission:
    """Writes the files of platforms: the same whether one process writes them or several."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._platforms: list[Platform] = []
        self._tasks: list[_Task] = []
        self._processes = Processes(lambda number: _written(self._tasks[number]))
        self._waiting: list[Platform] = []
        self._weight = 0
        self._begun: set[tuple[str, str]] = set()

    def begin(self, platform: Platform) -> None:
        """Begin with what nobody will change any more: all pieces of a platform but its dashboards."""
        self._waiting.append(platform)
        self._weight += _weight(platform)
        helpers = _helpers(self._weight)
        if helpers and not self._processes.busy:
            self._add(_tasks(self._waiting, lambda _, emitter: _is_early(emitter)), helpers)
            self._begun.update(map(_key, self._waiting))
            self._waiting, self._weight = [], 0

    def rest(self, platforms: Sequence[Platform]) -> None:
        """Begin with everything else of these, which are all that are to be written."""
        self._platforms += platforms
        left = _tasks(platforms, lambda platform, emitter: not (_is_early(emitter) and _key(platform) in self._begun))
        self._add(left, _helpers(sum(map(_weight, platforms))))

    def files(self) -> Files:
        """Return the files of each platform, sorted by path.

        Raises:
            RuntimeError: two emitters write one file.
        """
        found: dict[tuple[str, str], list[File]] = {_key(platform): [] for platform in self._platforms}
        for number, files in self._processes.parts(self._progress):
            found[_key(self._tasks[number].platform)].extend(files)
        in_order = (sorted(found[_key(platform)], key=lambda file: file.path) for platform in self._platforms)
        return tuple(_complete(platform, files) for platform, files in zip(self._platforms, in_order, strict=True))

    def stop(self) -> None:
        """Give up whatever is not written."""
        self._processes.stop()

    def _add(self, tasks: Iterable[_Task], helpers: int) -> None:
        first = len(self._tasks)
        self._tasks += tasks
        self._processes.begin(range(first, len(self._tasks)), helpers)


class _Task(NamedTuple):
    platform: Platform
    emitter: int
    part: int
    parts: int


def _key(platform: Platform) -> tuple[str, str]:
    return platform.environment, platform.name


def _tasks(platforms: Sequence[Platform], wanted: Callable[[Platform, int], bool]) -> Iterator[_Task]:
    """Yield what can be written independently, first what cannot be divided: at the end a process would wait for it."""
    for index in sorted(range(len(modules(_EMITTERS))), key=lambda index: _piece(index) is not None):
        piece = _piece(index)
        for platform in platforms:
            if wanted(platform, index):
                parts = 1 if piece is None else min(_PARTS, max(len(getattr(platform, piece)), 1))
                yield from (_Task(platform, index, part, parts) for part in range(parts))


def _piece(emitter: int) -> str | None:
    """Return the field of a platform whose items the emitter writes one by one, each without looking at the others."""
    piece: str | None = getattr(modules(_EMITTERS)[emitter], "PIECES", None)
    return piece


def _is_early(emitter: int) -> bool:
    return _piece(emitter) not in {None, _LAST}


def _written(task: _Task) -> tuple[Artifact, ...]:
    platform, piece = task.platform, _piece(task.emitter)
    if piece is not None and task.parts > 1:
        platform = replace(platform, **{piece: getattr(platform, piece)[task.part :: task.parts]})
    return tuple(modules(_EMITTERS)[task.emitter].emit(platform))


def _helpers(weight: int) -> int:
    """Return how many processes besides this one should write what is as much as `weight` alerts."""
    return min(others(), weight // _LARGE)


def _weight(platform: Platform) -> int:
    """Return how long it takes to write the platform, in alerts."""
    rules = [rule for rule_object in platform.rules for group in rule_object.groups for rule in group.rules]
    return len(rules) + (_PER_PROOF * sum(isinstance(rule, Alert) for rule in rules) if platform.proofs else 0)


def _complete(platform: Platform, files: list[File]) -> tuple[File, ...]:
    paths = [file.path for file in files]
    if len(set(paths)) != len(paths):
        raise RuntimeError(f"two emitters write one file: {sorted(path for path in paths if paths.count(path) > 1)}")
    listing = kustomization(platform, files)
    return (*files,) if listing is None else (*files, listing)
