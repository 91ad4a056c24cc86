"""The window over which rates are taken where nobody names one."""

from __future__ import annotations

from typing import Final

SCRAPES_PER_WINDOW: Final = 4
"""A rate needs two samples, and one scrape may be missed: https://www.robustperception.io/what-range-should-i-use-with-rate/"""
_SHORTEST_MS: Final = 300_000


def rate_window_ms(scrape_ms: int) -> int:
    """Return the window for the rates of what is scraped every `scrape_ms`, both in milliseconds.

    >>> rate_window_ms(30_000), rate_window_ms(120_000)
    (300000, 480000)
    """
    return max(_SHORTEST_MS, SCRAPES_PER_WINDOW * scrape_ms)
