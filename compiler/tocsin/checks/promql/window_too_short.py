"""A window with too few scrapes: a rate needs two samples, and one lost scrape leaves it without a value.

Four scrapes are the usual least. A window shorter than the interval is empty most of the time.
https://www.robustperception.io/what-range-should-i-use-with-rate/

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   tokens: {expr: 'sum(rate(vllm:generation_tokens_total[30s]))', unit: tokens_per_second}  # error
  +   tokens: {expr: 'sum(rate(vllm:generation_tokens_total[2m]))', unit: tokens_per_second}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked, Finding
from tocsin.promql import Call, Range
from tocsin.raw import parts

_RATES: Final = frozenset({"rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear", "changes", "resets"})
_SCRAPES: Final = 4


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every range of a raw expression that holds too few samples, at the shortest interval that anything here is scraped at."""
    every = parse_duration(checked.shortest_scrape_interval) or 0
    for written, call, seen in parts(checked, Call):
        argument = call.args[0] if call.args else None
        if not isinstance(argument, Range) or not isinstance(argument.window, int):
            continue
        least = _SCRAPES * every if call.function in _RATES else every
        if argument.window < least:
            held = f"holds fewer than {_SCRAPES} scrapes" if call.function in _RATES else "is shorter than the scrape interval"
            message = f"a window of {format_duration(argument.window)} {held}, which come every {format_duration(every)}"
            yield written.finding(message, f"use at least `{format_duration(_SCRAPES * every)}`", seen)
