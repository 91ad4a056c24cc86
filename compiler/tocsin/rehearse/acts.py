"""Which alerts are rehearsed, and which of them at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from tocsin.drives.world import Identity
from tocsin.rehearse.cast import Part
from tocsin.rehearse.intent import Intent
from tocsin.rehearse.playback import Playing


class Act(Struct, frozen=True, kw_only=True):
    """Alerts that are brought to fire together, and others whose series are there and stay calm."""

    parts: tuple[Part, ...]
    background: tuple[Part, ...]


def one_for_each(parts: Sequence[Part], intent: Intent) -> tuple[Part, ...]:
    """Return as few parts as tell each receiver once of each model, those that can be played together and are soon over first."""
    wanted = {(part.model, arrival.receiver) for part in parts for arrival in part.arrivals}
    chosen: list[Part] = []
    while wanted:
        useful = [part for part in parts if _pairs(part) & wanted]
        best = min(
            useful,
            key=lambda part: (
                any(not _together(part, other, intent) for other in chosen), -len(_pairs(part) & wanted), part.lasts_ms, part.cue
            ),
        )  # fmt: skip
        chosen.append(best)
        wanted -= _pairs(best)
    return tuple(chosen)


def sample(parts: Sequence[Part], number: int) -> tuple[Part, ...]:
    """Return `number` of the parts, evenly over all of them.

    >>> sample("abcdefghij", 3)
    ('a', 'd', 'g')
    """
    number = min(number, len(parts))
    return tuple(parts[index * len(parts) // number] for index in range(number))


def acts(chosen: Iterable[Part], everybody: Sequence[Part], intent: Intent) -> tuple[Act, ...]:
    """Return the acts in which all of `chosen` play, each in the first in which it disturbs nobody; the longest begin."""
    casts: list[list[Part]] = []
    for part in sorted(chosen, key=lambda part: (-part.lasts_ms, part.cue)):
        fitting = next((cast for cast in casts if all(_together(part, other, intent) for other in cast)), None)
        if fitting is None:
            casts.append([part])
        else:
            fitting.append(part)
    return tuple(Act(parts=tuple(cast), background=tuple(_background(cast, everybody))) for cast in casts)


def distinct(series: Iterable[Playing]) -> Iterator[Playing]:
    """Yield the series, each once: the alerts of a ladder share theirs."""
    seen: set[Identity] = set()
    for each in series:
        if each.track.identity not in seen:
            seen.add(each.track.identity)
            yield each


def _background(cast: Sequence[Part], everybody: Sequence[Part]) -> Iterator[Part]:
    placed = list(cast)
    for part in everybody:
        if part not in placed and not any(part.conflicts(other) for other in placed):
            placed.append(part)
            yield part


def _pairs(part: Part) -> set[tuple[str, str]]:
    return {(part.model, arrival.receiver) for arrival in part.arrivals}


def _together(part: Part, other: Part, intent: Intent) -> bool:
    silenced = intent.silences(part.labels, other.labels) or intent.silences(other.labels, part.labels)
    return not silenced and not part.conflicts(other) and not other.conflicts(part)
