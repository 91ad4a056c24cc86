"""What to write in place of what Prometheus does not read, and which characters of the text that is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Final

_INSTEAD: Final[Mapping[str, str]] = {
    # Renamed in Prometheus 3 and experimental there: https://prometheus.io/docs/prometheus/latest/migration/#promql
    "holt_winters": "write `avg_over_time` over a longer range; Prometheus 3 has `holt_winters` no more",
    "double_exponential_smoothing": "write `avg_over_time` over a longer range",
    "mad_over_time": "write `stddev_over_time`",
    "sort_by_label": "leave the order to who shows it: rules have none",
    "sort_by_label_desc": "leave the order to who shows it: rules have none",
    "limitk": "write `topk`",
    "limit_ratio": "write `topk`",
    "info": "join the labels: `* on (instance, job) group_left (version) target_info`",
    "first_over_time": "write `min_over_time`, or an `offset`",
}
# What the parser says -> what to type.
_TYPED: Final[Mapping[str, str]] = {
    r"unclosed left parenthesis": "close it with `)`",
    r"unexpected right parenthesis": "remove it, or open it with `(`",
    r"inside braces": "close them with `}`",
    r"inside brackets": "close them with `]`",
    r"expected type matrix .* '(\w+)', got vector": "give the series a window: `{0}(…[5m])`",
    r"expected type vector .* got matrix": "take a function over the window, `rate(…[5m])`, or remove the window",
    r"unexpected identifier '([^']*)' in label matching": 'write the value in quotes: `"{0}"`',
    r"expected (\d+) argument": "give it as many as that: {0}",
}
# https://prometheus.io/docs/prometheus/3.5/querying/functions/ without what is experimental there
_FUNCTIONS: Final = """
    abs absent absent_over_time acos acosh asin asinh atan atanh avg avg_over_time bottomk ceil changes clamp clamp_max clamp_min cos cosh
    count count_over_time count_values day_of_month day_of_week day_of_year days_in_month deg delta deriv exp floor group histogram_avg
    histogram_count histogram_fraction histogram_quantile histogram_stddev histogram_stdvar histogram_sum hour idelta increase irate
    label_join label_replace last_over_time ln log10 log2 max max_over_time min min_over_time minute month pi predict_linear
    present_over_time quantile quantile_over_time rad rate resets round scalar sgn sin sinh sort sort_desc sqrt stddev stddev_over_time
    stdvar stdvar_over_time sum sum_over_time tan tanh time timestamp topk vector year
"""
_UNKNOWN: Final = re.compile(r"unknown function with name '([^']+)'")
_NAMED: Final = re.compile(r"'([A-Za-z_]\w*)'")
_OPAQUE: Final = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#[^\n]*")
_USUAL: Final = "correct the expression; what Prometheus 3.5 reads is allowed"


def remedy(message: str) -> str:
    """Return what to type instead of what a ParseFailure's message refuses.

    >>> remedy("unknown function with name 'holt_winters'")
    'write `avg_over_time` over a longer range; Prometheus 3 has `holt_winters` no more'
    """
    instead = next((instead for name, instead in _INSTEAD.items() if f"'{name}'" in message or f"`{name}`" in message), None)
    if instead is not None:
        return instead
    unknown = _UNKNOWN.search(message)
    if unknown is not None:
        close = difflib.get_close_matches(unknown[1], _FUNCTIONS.split(), n=1)
        return f"did you mean `{close[0]}`?" if close else _USUAL
    found = ((re.search(pattern, message), typed) for pattern, typed in _TYPED.items())
    return next((typed.format(*match.groups()) for match, typed in found if match is not None), _USUAL)


def trouble(text: str, message: str) -> tuple[int, int] | None:
    """Return which characters of `text` a ParseFailure's message is about; None when nobody can say.

    >>> trouble("sum(mad(up[5m]))", "unknown function with name 'mad'"), trouble("sum(rate(x[5m])", "unclosed left parenthesis")
    ((4, 7), (3, 4))
    """
    plain = _OPAQUE.sub(lambda opaque: " " * len(opaque[0]), text)
    if "unclosed left parenthesis" in message:
        return _unclosed(plain)
    named = _NAMED.search(message)
    found = re.search(rf"\b{named[1]}\b", plain) if named is not None else None
    return found.span() if found is not None else None


def _unclosed(text: str) -> tuple[int, int] | None:
    opened: list[int] = []
    for position, character in enumerate(text):
        if character == "(":
            opened.append(position)
        elif character == ")" and opened:
            opened.pop()
    return (opened[-1], opened[-1] + 1) if opened else None
