"""The time zones of the IANA database, and which times their clocks skip when summer begins."""

from __future__ import annotations

import json
from functools import cache

from tocsin.folders import DATA


@cache
def time_zones() -> dict[str, tuple[tuple[int, int], ...]]:
    """Return for each zone the local times that do not exist on some day of the year: first and last, in minutes since midnight.

    A zone without any keeps one time all year. Written by tools/generate_time_zones.py, so that a build asks no database of its machine.
    """
    text = (DATA / "catalog/time_zones.json").read_text(encoding="utf-8")
    read: dict[str, list[tuple[int, int]]] = json.loads(text)
    return {name: tuple((first, last) for first, last in skipped) for name, skipped in read.items()}
