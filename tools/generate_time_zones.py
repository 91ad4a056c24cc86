"""Write compiler/tocsin/catalog/time_zones.json: every IANA time zone, and the local times that its clocks skip in spring.

A schedule in a time that is skipped does not run on that day. What is read is the time zone database of this machine, for the years below:

    python tools/generate_time_zones.py
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

TARGET = Path(__file__).parent.parent / "compiler" / "tocsin" / "catalog" / "time_zones.json"
YEARS = (2026, 2036)
# `Local` and `localtime` are the machine's own, `Factory` is none.
NO_ZONES = ("Factory", "localtime", "posixrules", "Local")


def main() -> None:
    """Write the file: for each zone a list of `[first, last]` minutes of the day that are skipped once a year or so."""
    zones = {name: skipped(ZoneInfo(name)) for name in sorted(available_timezones()) if name not in NO_ZONES}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(times)}" for name, times in zones.items())
    TARGET.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def skipped(zone: ZoneInfo) -> list[list[int]]:
    """Return the local times, in minutes since midnight, that do not exist on some day of the years."""
    found: set[tuple[int, int]] = set()
    day, end = (datetime(year, 1, 1, tzinfo=UTC) for year in YEARS)
    while day < end:
        if ahead(zone, day + timedelta(days=1)) > ahead(zone, day):
            found.add(bounds(zone, day))
        day += timedelta(days=1)
    return [list(each) for each in sorted(found)]


def bounds(zone: ZoneInfo, day: datetime) -> tuple[int, int]:
    """Return the first and last minute that clocks skip in the 24 hours from `day` on."""
    minute = timedelta(minutes=1)
    before = next(day + number * minute for number in range(24 * 60) if ahead(zone, day + (number + 1) * minute) > ahead(zone, day))
    first, last = before + minute + ahead(zone, before), before + ahead(zone, before + minute)
    return first.hour * 60 + first.minute, last.hour * 60 + last.minute


def ahead(zone: ZoneInfo, moment: datetime) -> timedelta:
    """Return how far clocks are ahead of UTC."""
    return zone.utcoffset(moment.astimezone(zone)) or timedelta()


if __name__ == "__main__":
    main()
