"""What to write in place of what Prometheus does not read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Final

from tocsin.regex import late

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
    # Of other languages
    "mean": "write `avg`",
    "average": "write `avg`",
    "median": "write `quantile(0.5, …)`, and of a histogram `histogram_quantile(0.5, …)`",
    "percentile": "write `quantile(0.95, …)`, and of a histogram `histogram_quantile(0.95, …)`",
    "if": "write the comparison alone: it keeps the series of which it is true",
    "coalesce": "write `… or …`",
}
# What the parser says -> what to type.
_TYPED: Final[Mapping[str, str]] = {
    r"unclosed left parenthesis": "close it with `)`",
    r"unexpected right parenthesis": "remove it, or open it with `(`",
    r"unexpected right brace": "remove it, or open it with `{{`",
    r"unexpected right bracket": "remove it, or open it with `[`",
    r"end of input inside braces": "close them with `}}`",
    r"end of input inside brackets": "close them with `]`",
    r"unterminated quoted string (\S)": "close the text with `{0}`",
    r"expected type matrix .* '(\w+)', got vector": "give the series a window: `{0}(…[5m])`",
    r"expected type vector .* got matrix": "take a function over the window, `rate(…[5m])`, or remove the window",
    r"expected type vector .* got (?:scalar|string)": "give it a series, or `vector(…)` of a number",
    r"expected type scalar .* got vector": "give it a number; `scalar(…)` makes one of a single series",
    r"expected type scalar .* got string": "write the number without quotes",
    r"expected type string": "write the name in quotes",
    r"unexpected identifier '([^']*)' in label matching": 'write the value in quotes: `"{0}"`',
    r"wrong number of arguments.*expected 2": "say what it asks for before the series: `topk(3, …)`, `quantile(0.9, …)`",
    r"wrong number of arguments.*expected 1": "give it one expression; several are joined by `or`",
    r"expected (\d+) argument": "give it as many as that: {0}",
    r"binary expression must contain": "compare with a number, and take a function over a window: `rate(…[5m])`",
    r"comparisons between scalars": "compare a series, or write `bool` behind the operator",
    r"bool modifier": "remove `bool`: it is for comparisons",
    r"vector matching only": "remove `on (…)` or `ignoring (…)`: a number goes with every series",
    r"set operator .* scalar": "combine series, or `vector(…)` of a number",
    r"unexpected <group_": "write `on (…)` or `ignoring (…)` before it; `and`, `or` and `unless` have no group",
    r"ranges only allowed": "give only a series a window, or make it one of a subquery: `[5m:]`",
    r"(?:offset|@) modifier must": "write it behind the series, inside the parentheses",
    r"must contain at least one non-empty": "name the metric, or give one label a value",
    r"illegal regex": "write a regular expression of RE2, which has no look-around and no back references",
    r"unknown escape": "write the backslash twice, or the text in single quotes of YAML and backticks",
    r"missing unit": "write how long: `[5m]`",
    r"second colon": "write a range and a step: `[1h:5m]`",
    r"no expression": "write an expression over series",
    r"expected label matching operator": 'write the label\'s value: `label="…"`',
}
# The word at which the text can be read no further -> what to type.
_WORDS: Final[Mapping[str, str]] = {
    r"=|===": "compare with `==`",
    r"=>|≥": "write `>=`",
    r"=<|≤": "write `<=`",
    r"<>|≠|=!|!": "write `!=`; what has no such series is `… unless …`",
    r"&&?": "write `and`",
    r"\|\|?": "write `or`",
    r"[\u2013\u2014\u2212]": "write `-`",
    r"[\u00d7·]": "write `*`",
    r"÷": "write `/`",
    r"[\u2018-\u201e].*": 'write straight quotes: `"`',
    r"\?": "write the comparison alone: it keeps the series of which it is true; `bool` makes 0 and 1 of it",
    r"%": "write a share as a number: `0.8`",
    r"~": "write `=~`",
    r"(?i)for|keep_firing_for": "write how long in the threshold: `for: 5m`",
    r"(?i)is|equals?": "write `==`",
    r"(?i)between": "write `… > 1 and … < 2`",
    r"(?i)not|without": "write `unless`, or `== 0`",
    r"(?i)(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)": "write a duration as one word: `5m`",
    r"\d+_\d[\d_]*": "write the number's digits together",
    r"\$.*": "write the window, `5m`, or `<< window >>`: rules know no variables of Grafana's",
    r"\{": "write matchers once, behind the metric",
    r"[^\W\d]\w*(?:\.\w+)+": "write `_` for `.`, as Prometheus' exporters do",
    r";": "write one expression",
    r",": "write a number without commas, and several expressions joined by `or`",
    r"and|or|unless|atan2|bool|[-+*/^]|[<>]=?|[!=]=": "write a series on both of its sides",
    r"\w*[^\x00-\x7f]\w*": "write names in letters without accents, digits, `_` and `:`",
    r"\d\w*": "write a duration as `5m` or `1h30m`, and a name with a letter first",
    r"[^\W\d][\w:]*": "write an operator before it, and labels in parentheses: `by (model)`",
}
# Inside of braces the same words mean something else.
_MATCHERS: Final[Mapping[str, str]] = {
    r"==": "write `=`",
    r":|\w+:": 'write `=`: `label="…"`',
    r"~": "write `=~`",
    r"[\u2018-\u201e].*": 'write straight quotes: `"`',
    r"[])]": "close the braces first, with `}`",
    r"\{": "write a fact as `<< namespace >>`, and braces once",
    r"\d\S*": 'write a label\'s value in quotes, `"…"`, and let its name begin with a letter',
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
_UNKNOWN: Final = late(r"unknown function with name '([^']+)'")
_QUANTILE: Final = late(r"(?:p|perc|quantile)_?\d+")
_LONGEST_WORD: Final = 40
_UNSAID: Final = "invalid promql query"
_USUAL: Final = "correct the expression; what Prometheus 3.5 reads is allowed"


def reason(message: str, word: str = "") -> str:
    """Return a ParseFailure's message in words, where its parser has none; `word` is where it stops.

    >>> reason("invalid promql query", "is"), reason("no expression found in input")
    ('this is not PromQL from `is` on', 'this is not PromQL: no expression found in input')
    """
    message = message.partition(" for ")[0] if message.startswith("illegal regex") else message  # which, its place tells
    says = message != _UNSAID or not word or "`" in word or len(word) > _LONGEST_WORD
    return f"this is not PromQL: {message}" if says else f"this is not PromQL from `{word}` on"


def remedy(message: str, word: str = "") -> str:
    """Return what to type instead of what a ParseFailure's message refuses; `word` is where it stops.

    >>> remedy("unknown function with name 'holt_winters'"), remedy("invalid promql query", "=")
    ('write `avg_over_time` over a longer range; Prometheus 3 has `holt_winters` no more', 'compare with `==`')
    """
    instead = next((instead for name, instead in _INSTEAD.items() if f"'{name}'" in message or f"`{name}`" in message), None)
    if instead is not None:
        return instead
    unknown = _UNKNOWN.search(message)
    if unknown is not None and _QUANTILE.fullmatch(unknown[1]):
        return _INSTEAD["percentile"]
    if unknown is not None:
        close = difflib.get_close_matches(unknown[1].lower(), _FUNCTIONS.split(), n=1)
        return f"did you mean `{close[0]}`?" if close else _USUAL
    found = ((re.search(pattern, message), typed) for pattern, typed in _TYPED.items())
    said = next((typed.format(*match.groups()) for match, typed in found if match is not None), None)
    words = _MATCHERS if "inside braces" in message else _WORDS
    return said or next((typed for pattern, typed in words.items() if re.fullmatch(pattern, word, re.DOTALL)), _USUAL)
