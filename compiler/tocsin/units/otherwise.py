"""Durations and quantities as Kubernetes and people write them: what each is in the notation of a spec."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Final

from tocsin.duration import MILLISECONDS, format_duration, parse_duration
from tocsin.units.quantity import parse_quantity

_NUMBER: Final = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_WORDS: Final = {
    "ms": ("msec", "millis", "milliseconds"),
    "s": ("sec", "secs", "second", "seconds"),
    "m": ("min", "mins", "minute", "minutes"),
    "h": ("hr", "hrs", "hour", "hours"),
    "d": ("day", "days"),
    "w": ("week", "weeks"),
    "%": ("percent", "pct"),
    "/s": ("rps", "qps", "/sec", "/second", "persecond"),
    "/m": ("rpm", "qpm", "/minute", "perminute"),
    "/h": ("/hour", "perhour"),
    "USD": ("$", "usd", "dollars"),
    # Without `B` or `i` a `k` or `M` may be thousands and millions of anything.
    **{f"{prefix}iB": (f"{prefix.lower()}i", f"{prefix.lower()}ib") for prefix in "KMGTP"},
    **{f"{prefix}B": (f"{prefix.lower()}b",) for prefix in "kMP"},
    **{f"{prefix}B": (prefix.lower(), f"{prefix.lower()}b") for prefix in "GT"},
}
"""What our units are called elsewhere, in lower case."""


def duration_meant(text: str) -> str | None:
    """Return the duration that `text` is in words, or with a fraction; None when it is none.

    >>> duration_meant("5min"), duration_meant("4 hours"), duration_meant("1.5h"), duration_meant("1h 30m"), duration_meant("soon")
    ('5m', '4h', '1h30m', '1h30m', None)
    """
    parts = re.findall(rf"({_NUMBER})([a-z]+)", _plain(text))
    units = [_ours(word) for _, word in parts]
    if not parts or "".join(f"{number}{word}" for number, word in parts) != _plain(text) or not {*units} <= {*MILLISECONDS}:
        return None
    total = sum((Decimal(number) * MILLISECONDS[unit] for (number, _), unit in zip(parts, units, strict=True)), Decimal(0))
    meant = format_duration(int(total))
    return meant if total == int(total) and parse_duration(meant) is not None else None


def quantity_meant(text: str) -> str | None:
    """Return the quantity that `text` is in another notation; None when it is none.

    >>> quantity_meant("2Gi"), quantity_meant("10rps"), quantity_meant("5 requests/min"), quantity_meant("lots")
    ('2GiB', '10/s', '5/min', None)
    """
    match = re.fullmatch(rf"(-?{_NUMBER})(?:requests|reqs|req|queries|tokens)?(.*)", _plain(text))
    if match is None:
        return None
    found = (f"{match[1]}{unit}" for unit in (_ours(match[2]), match[2]))
    return next((each for each in found if parse_quantity(each) is not None), None) or duration_meant(text)


def _plain(text: str) -> str:
    return "".join(text.lower().split())


def _ours(word: str) -> str:
    return _by_word().get(word, word)


@cache
def _by_word() -> dict[str, str]:
    return {word: unit for unit, words in _WORDS.items() for word in words}
