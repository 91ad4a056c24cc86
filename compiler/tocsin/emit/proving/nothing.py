"""The world without any series: alerts on missing series fire in it, and no others, whatever is recorded about others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Absence, Gauge, Span
from tocsin.drives.unheard import Unheard
from tocsin.emit.proving.decoys import decoys
from tocsin.emit.proving.script import Asked
from tocsin.emit.proving.story import Story


def nothing(rule_object: ir.RuleObject, *, every_ms: int) -> tuple[Story, ...]:
    """Return the stories of all names of alerts of `rule_object` of which is known what they do when nothing exists.

    It is asked when all have waited long enough, at a multiple of `every_ms`.
    """
    alerts = rule_object.alerts
    longest = max((alert.for_ms for alert in alerts), default=0)
    step = math.ceil(longest / every_ms) + 1
    named: dict[str, list[ir.Alert]] = {}
    for alert in alerts:
        named.setdefault(alert.name, []).append(alert)
    known = [_story(name, same, step, every_ms) for name, same in named.items() if all(_known(alert) for alert in same)]
    return (replace(known[0], tracks=tuple(decoys(rule_object, steps=step + 1))), *known[1:]) if known else ()


def among_others(alerts: Sequence[ir.Alert], told: Sequence[Story]) -> Iterator[Story]:
    """Yield the story of `alerts`, of one name and one value, in a world that has only series which they must not hear.

    Where each value has labels of its own, what is missing is missing of all of them, and no story of one of them can tell that.
    """
    drive = alerts[0].proof.drive if alerts[0].proof is not None else None
    if not told or not isinstance(drive, Gauge) or drive.missing is None or not drive.by:
        return
    step_ms, every_ms = told[0].step_ms, told[0].every_ms or told[0].step_ms
    step = (math.ceil(max(alert.for_ms for alert in alerts) / every_ms) + 1) * (every_ms // step_ms)
    tracks = tuple(track for track in drive.tracks([Span(step + 1, 1.0)], step_ms) if track.stranger)
    story = _story(alerts[0].name, list(alerts), step, step_ms, why="while there are only others")
    yield replace(story, every_ms=every_ms, tracks=tracks)


def quickest(rule_object: ir.RuleObject, times_ms: Iterable[int]) -> int:
    """Return the longest of some times between two evaluations that is not longer than any alert waits, or the shortest of all.

    Longer ones would reach times at which even a schedule that nobody tells of is late.
    """
    longest = max((alert.for_ms for alert in rule_object.alerts), default=0)
    known = sorted(times_ms)
    return max((each for each in known if each <= longest), default=known[0])


def _known(alert: ir.Alert) -> bool:
    return alert.proof is not None or alert.script is not None


def _story(name: str, alerts: list[ir.Alert], step: int, step_ms: int, why: str = "while there is nothing at all") -> Story:
    firing = [(alert, moment) for alert in alerts if (moment := _moment(alert, step)) is not None]
    check = Asked(
        step=step,
        firing=tuple(alert for alert, _ in firing),
        moments=tuple(moment for _, moment in firing),
        level=None,
        why=why,
    )
    return Story(name=name, alerts=tuple(alerts), step_ms=step_ms, tracks=(), checks=(check,))


def _moment(alert: ir.Alert, step: int) -> ir.Moment | None:
    """Return what `alert` tells when there is nothing; None when it is silent."""
    level, labels = None, {}
    if alert.script is not None:
        level = alert.script.nothing
    elif alert.proof is not None:
        match alert.proof.drive:
            case Absence() as drive:
                level, labels = 1.0, drive.labels()
            case Gauge(missing=float() as missing) | Unheard(nothing=float() as missing):
                level = missing
            case _:
                return None
        level = level if alert.proof.fires(level) else None
    return None if level is None else ir.Moment(step=step, fires=True, level=level, labels=labels, why="")
