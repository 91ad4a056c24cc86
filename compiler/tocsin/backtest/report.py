"""Reports what alerts would have done, as text for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from tocsin.backtest.asked import Asked
from tocsin.backtest.played import Backtest, Change, Outcome, Period
from tocsin.diagnostics import legible
from tocsin.duration import format_duration
from tocsin.units import Unit, show
from tocsin.wording import counted

_MINUTE: Final = 60
_ALL_BUT_ALL: Final = 0.995
"""A share of the time that is told as a whole: a server was restarted, a scrape was late."""
_FIRED, _SILENT, _VALUELESS, _REFUSED = _KINDS = ("would have fired", "would have been silent", "had no value", "could not be computed")
_ENDS: Final = {"max": "at most", "min": "at least"}


def text(found: Sequence[Backtest], period: Period, *, compared: bool) -> str:
    """Return what each alert would have done, the loudest first, and the sum of it; `compared`: `found` is what a change makes of them."""
    lines = [f"{_long(period.end_ms - period.start_ms)} until {_moment(period.end_ms)} UTC{_begun(period)}"]
    for (platform, environment), each in groupby(sorted(found, key=_place), key=_place):
        lines.append(f"{platform} in {environment}")
        lines += _lines(tuple(each), compared=compared)
    return "\n".join([*lines, _sum(found)])


def _begun(period: Period) -> str:
    if period.unknown:
        return f"; from when the server has anything could not be computed, and before that all is missing: {period.unknown}"
    return f"; of the {_long(period.lacking_ms)} before that the server has nothing" if period.lacking_ms else ""


def _long(milliseconds: int) -> str:
    return format_duration(milliseconds // 1000 * 1000)  # now is no whole second


def as_json(found: Sequence[Backtest], period: Period, more: Mapping[str, object]) -> str:
    """Return all of it as JSON, then `more`; times are of RFC 3339, durations seconds."""
    alerts = [
        {
            "platform": each.change.alert.platform,
            "environment": each.change.alert.environment,
            "alert": each.change.alert.name,
            "labels": {**each.change.alert.labels},
            "when": each.change.alert.when,
            "after": _plain(each.after),
            "before": _plain(each.before),
        }
        for each in found
    ]
    known = {"start": _exact(period.start_ms), "end": _exact(period.end_ms), "lacking_seconds": period.lacking_ms / 1000}
    return json.dumps({**known, "unknown": period.unknown, "alerts": alerts, **more}, indent=2)


def _plain(outcome: Outcome | None) -> dict[str, object] | None:
    if outcome is None:
        return None
    return {
        "fired": [{"start": _exact(span.began_ms), "end": _exact(span.ended_ms)} for span in outcome.spans],
        "fired_seconds": outcome.in_all_ms / 1000,
        "series": outcome.series,
        "still_fires": outcome.lasting,
        "valued_share": outcome.valued,
        "farthest": outcome.farthest,
        "sustained": outcome.sustained,
        "refused": outcome.refused,
    }


def _exact(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()


def _place(backtest: Backtest) -> tuple[str, str]:
    return backtest.change.alert.platform, backtest.change.alert.environment


def _lines(found: Sequence[Backtest], *, compared: bool) -> Iterator[str]:
    for kind in _KINDS:
        alike = sorted((each for each in found if _kind(each) == kind), key=_loudness)
        if alike:
            yield f"  {kind}: {len(alike)}"
        for each in alike:
            sign = f"{_sign(each.change)} " if compared else ""
            yield legible(f"    {sign}{named(each.change.alert)}{_told(each, compared=compared)}")


def _kind(backtest: Backtest) -> str:
    known = backtest.after or backtest.before or Outcome()
    if known.refused:
        return _REFUSED
    if known.spans:
        return _FIRED
    return _VALUELESS if known.valued == 0 else _SILENT


def _loudness(backtest: Backtest) -> tuple[int, int, str, str]:
    known = backtest.after or backtest.before or Outcome()
    return (-len(known.spans), -known.in_all_ms, backtest.change.alert.name, backtest.change.alert.of)


def _sign(change: Change) -> str:
    return "+" if change.was is None else "-" if change.now is None else "~"


def named(alert: Asked) -> str:
    """Return an alert for people: its name, severity, whom it is about and when it fires."""
    of = f" of {alert.of}" if alert.of else ""
    return f"{alert.name} ({alert.severity}){of}, {alert.when}"


def _told(backtest: Backtest, *, compared: bool) -> str:
    now, was = backtest.after, backtest.before
    said = [_outcome(backtest.change.alert, now, always=compared)] if now is not None else ["gone"]
    if was is not None:
        said.append(f"before: {_often(was)}")
    told = "; ".join(filter(None, said))
    return f": {told}" if told else ""


def _outcome(alert: Asked, outcome: Outcome, *, always: bool) -> str:
    facts = [_often(outcome)] if outcome.spans or outcome.refused or always else []
    if outcome.farthest is not None:
        facts.append(f"{_measured(outcome.farthest, alert.unit)} {_ENDS[alert.side]}")
    if outcome.sustained not in {None, outcome.farthest}:
        facts[-1] += f", {_measured(outcome.sustained or 0, alert.unit)} for {format_duration(alert.for_ms)} on end"
    if outcome.valued is not None and 0 < outcome.valued < _ALL_BUT_ALL:
        facts.append(f"it had a value {outcome.valued:.1%} of the time")
    return "; ".join(facts)


def _measured(value: float, unit: Unit) -> str:
    """Return what was measured: four digits of it, or a time to the second, as limits are written.

    >>> from tocsin.units import UNITS
    >>> _measured(165_150.4, UNITS["seconds"]), _measured(0.41234, UNITS["seconds"]), _measured(0.13377, UNITS["ratio"])
    ('1d21h52m30s', '412.3ms', '13.38%')
    """
    seconds = value * float(unit.scale) if unit.dimension == "time" else 0.0
    return format_duration(round(seconds) * 1000) if seconds >= _MINUTE else show(float(f"{value:.4g}"), unit)


def _often(outcome: Outcome) -> str:
    if outcome.refused:
        return outcome.refused
    if not outcome.spans:
        return "never"
    last = outcome.spans[-1]
    ended = "until the end" if outcome.lasting else f"for {format_duration(last.ended_ms - last.began_ms)}"
    when = f"at {_moment(last.began_ms)} {ended}"
    series = f" ({outcome.series} series)" if outcome.series > 1 else ""
    if len(outcome.spans) == 1:
        return f"once{series}, {when}"
    return f"{len(outcome.spans)} times{series}, {format_duration(outcome.in_all_ms)} in all, last {when}"


def _moment(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M}"


def _sum(found: Sequence[Backtest]) -> str:
    if not found:
        return "no alert changes"
    counts = Counter(map(_kind, found))
    told = ", ".join(f"{counts[kind]} {kind}" for kind in _KINDS if counts[kind])
    often = sum(len(each.after.spans) for each in found if each.after is not None)
    return f"{counted(len(found), 'alert')}: {told}; fired {often} times in all"
