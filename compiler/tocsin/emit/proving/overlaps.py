"""Whether several values can be in one world: no series may need two samples at once, or be read by a value that it is not for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tocsin.drives import Drive, Track


def meddles(drive: Drive, own: Sequence[Track], theirs: Iterable[Track]) -> bool:
    """Tell whether `drive` reads a series of `theirs` that is none of its own."""
    known = {(track.metric, frozenset(track.labels.items())) for track in own}
    return any(
        drive.reads(track) for track in theirs if not track.stranger and (track.metric, frozenset(track.labels.items())) not in known
    )


def without_mistaken(told: Sequence[tuple[Drive, Sequence[Track]]]) -> Iterator[Track]:
    """Yield what is told of several values, without strangers to one that another reads: there they are none."""
    for index, (_, tracks) in enumerate(told):
        others = [drive for other, (drive, _) in enumerate(told) if other != index]
        yield from (track for track in tracks if not track.stranger or not any(drive.reads(track) for drive in others))


def merged(tracks: Iterable[Track]) -> tuple[Track, ...] | None:
    """Return each series once; None when one would have to have two values at a time.

    What is compared may also be what it is compared with, and cannot be brought to two levels at once. Strangers to two of them may be
    one and the same.
    """
    found: dict[tuple[str, frozenset[tuple[str, str]]], Track] = {}
    for track in tracks:
        known = found.setdefault((track.metric, frozenset(track.labels.items())), track)
        if not (known.runs == track.runs and known.native == track.native) and not (known.stranger and track.stranger):
            return None
    return tuple(found.values())
