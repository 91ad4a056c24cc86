"""Time intervals as Alertmanager takes them: none crosses midnight, no range of days wraps around the week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.ir import TimeInterval
from tocsin.lower.context import Context
from tocsin.spec.intervals import Interval

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MIDNIGHT = "24:00"


def intervals(context: Context, named: Mapping[str, tuple[Interval, ...]]) -> Iterator[TimeInterval]:
    """Yield the named intervals."""
    resource = context.cluster.alertmanager.delivery == "alertmanagerconfig"
    for name, parts in named.items():
        entries: list[Mapping[str, object]] = []
        for index, part in enumerate(parts):
            at = ("routing", "intervals", name, index)
            if resource and part.location is not None:
                context.findings.add(
                    "routing/location-in-alertmanagerconfig",
                    "an AlertmanagerConfig object knows only UTC",
                    "give the times in UTC without `location`, or set `platform.cluster.alertmanager.delivery: secret`",
                    at=(*at, "location"),
                )
            crossing = [clock for clock in part.times if _crosses(clock)]
            if crossing and (part.days_of_month or part.months or part.years):
                context.findings.add(
                    "routing/midnight-and-dates",
                    f"`{crossing[0]}` ends on another day than it begins, which dates cannot say",
                    "write two intervals, one for each day",
                    at=(*at, "times"),
                )
            entries.extend(_entries(part))
        yield TimeInterval(name=name, entries=tuple(entries), at=("routing", "intervals", name))


def _entries(part: Interval) -> Iterator[Mapping[str, object]]:
    """Yield the interval, and for what goes over midnight a second one that begins the next day.

    Alertmanager rejects a range that crosses midnight, and its weekdays are those of the moment: the small hours after a
    Friday night are Saturday's. https://prometheus.io/docs/alertmanager/latest/configuration/#time_interval-0
    """
    days = _weekdays(part.weekdays)
    same = [clock for clock in part.times if not _crosses(clock)]
    before = [f"{clock[:5]}-{_MIDNIGHT}" for clock in part.times if _crosses(clock)]
    after = [f"00:00-{clock[6:]}" for clock in part.times if _crosses(clock) and clock[6:] != "00:00"]
    if same or before or not part.times:
        yield _entry(part, [*same, *before], days)
    if after:
        yield _entry(part, after, [_WEEK[(_WEEK.index(day) + 1) % len(_WEEK)] for day in days])


def _entry(part: Interval, clocks: list[str], days: list[str]) -> Mapping[str, object]:
    times = [{"start_time": clock[:5], "end_time": clock[6:]} for clock in clocks]
    entry: dict[str, object] = {
        "times": times,
        "weekdays": sorted(days, key=_WEEK.index),
        "days_of_month": list(part.days_of_month),
        "months": list(part.months),
        "years": list(part.years),
        "location": part.location,
    }
    return {key: value for key, value in entry.items() if value}


def _crosses(clock: str) -> bool:
    return clock[6:] <= clock[:5]


def _weekdays(given: tuple[str, ...]) -> list[str]:
    days: list[str] = []
    for item in given:
        first, _, last = item.partition(":")
        start = _WEEK.index(first)
        length = (_WEEK.index(last or first) - start) % len(_WEEK) + 1
        days += [_WEEK[(start + step) % len(_WEEK)] for step in range(length)]
    return list(dict.fromkeys(days))
