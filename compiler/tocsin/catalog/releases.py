"""Which releases of an exporter are in use, and whether they serve a metric."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from tocsin.catalog.pack import Metric

_NUMBERS: Final = r"\d+(?:\.\d+)*"
RELEASES_PATTERN: Final = rf"{_NUMBERS}(?:-{_NUMBERS})?"
"""`0.11`, or `0.10-0.12` while a fleet is on its way from one to the other."""

Presence = Literal["always", "at first", "at last", "never"]


class Releases(Struct, frozen=True, kw_only=True):
    """The oldest and the newest release in use, as their numbers; what is not said of a number is its last: `0.11` is 0.11.x."""

    oldest: tuple[float, ...]
    newest: tuple[float, ...]
    text: str

    def together(self, other: Releases) -> Releases:
        """Return the releases from the older to the newer of both."""
        oldest, newest = min(self.oldest, other.oldest), max(self.newest, other.newest)
        return self if self == other else Releases(oldest=oldest, newest=newest, text=f"{_shown(oldest)}-{_shown(newest)}")

    def presence(self, metric: Metric) -> Presence:
        """Tell in which of the releases `metric` is served; where nobody knows when it came or went, it always was.

        A hidden metric has to be asked for, and is as good as removed.
        """
        if metric.released_with is not None:
            return "always"
        first, last = _served(metric, self.oldest), _served(metric, self.newest)
        if first and last:
            return "always"
        return "at first" if first else "at last" if last else "never"


def parse_releases(text: str) -> Releases | None:
    """Return the releases that `text` says; None when it says none, or the newer before the older.

    >>> parse_releases("0.11").presence is not None, parse_releases("latest"), parse_releases("0.12-0.10")
    (True, None, None)
    """
    if not re.fullmatch(RELEASES_PATTERN, text):
        return None
    first, _, last = text.partition("-")
    oldest, newest = _numbers(first), _numbers(last or first)
    return Releases(oldest=oldest, newest=newest, text=text) if oldest <= newest else None


def has_come(release: str, releases: Releases) -> bool:
    """Tell whether what came with `release` is in all of `releases`.

    >>> [has_come("0.12.0", found) for text in ("0.11", "0.12", "0.11-0.13") if (found := parse_releases(text))]
    [False, True, False]
    """
    return releases.oldest >= _release(release)


def removal(metric: Metric) -> str | None:
    """Return the release from which on `metric` is not served any more; None when it still is, or nobody knows."""
    known = [version for version in (metric.hidden, metric.removed) if version is not None]
    return known[0] if known and metric.released_with is None else None


def _served(metric: Metric, release: tuple[float, ...]) -> bool:
    gone = removal(metric)
    came = metric.since is None or release >= _release(metric.since)
    return came and (gone is None or release < _release(gone))


def _numbers(text: str) -> tuple[float, ...]:
    return (*(float(number) for number in text.split(".")), math.inf)


def _release(text: str) -> tuple[float, ...]:
    """Return the numbers of a release of ours; what follows a hyphen is another program's."""
    return tuple(float(number) for number in re.findall(r"\d+", text.partition("-")[0]))


def _shown(numbers: tuple[float, ...]) -> str:
    return ".".join(str(int(number)) for number in numbers if number != math.inf)
