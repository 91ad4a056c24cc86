"""The name of a time zone, and which is meant by a wrong one."""

from __future__ import annotations

from tocsin.catalog.time_zones import time_zones
from tocsin.diagnostics import did_you_mean
from tocsin.diagnostics.nearest import plainly_meant
from tocsin.section import mistake


def zone(text: str, code: str) -> str:
    """Return a name that the database has; of another one raise the mistake `code`."""
    if text in time_zones():
        return text
    meant = _meant(text)
    remedy = "write one of the IANA database, which are called after capitals and large cities: `UTC`, `Europe/Berlin`"
    raise mistake(code, f"there is no time zone `{text}`", remedy if meant is None else did_you_mean(text, [meant]))


def _meant(text: str) -> str | None:
    """Return the zone of the city that is plainly meant; that the continent is the same says nothing.

    >>> _meant("Europe/Berlln"), _meant("berlin"), _meant("Europe/Frankfurt"), _meant("Europe/Munich")
    ('Europe/Berlin', 'Europe/Berlin', None, None)
    """
    cities: dict[str, str] = {}
    for name in sorted(time_zones(), key=lambda name: ("/" not in name, name.count("/"), name)):
        cities.setdefault(name.rpartition("/")[2], name)
    city = text.rpartition("/")[2]
    near = city if city in cities else plainly_meant(city, cities)
    return None if near is None else cities[near]
