"""PromQL with something wrong in it: tokens that are lost, doubled, exchanged or of another expression."""

from __future__ import annotations

import random
import re
from typing import Final

KEYS: Final = frozenset({"expr", "query", "while", "goal", "condition", "seriesQuery", "range"})
_TOKEN: Final = re.compile(r"\s+|[a-zA-Z_:][\w:]*|[0-9][\w.]*|\"[^\"]*\"|'[^']*'|=~|!~|!=|>=|<=|==|.", re.DOTALL)
_TOKENS: Final = (
    *(
        "sum",
        "avg",
        "max",
        "count",
        "topk",
        "quantile",
        "count_values",
        "group",
        "rate",
        "irate",
        "increase",
        "delta",
        "deriv",
        "absent",
        "time",
    ),
    *(
        "absent_over_time",
        "avg_over_time",
        "quantile_over_time",
        "histogram_quantile",
        "histogram_avg",
        "label_replace",
        "label_join",
        "vector",
    ),
    *(
        "scalar",
        "clamp",
        "clamp_max",
        "sort",
        "round",
        "predict_linear",
        "holt_winters",
        "double_exponential_smoothing",
        "changes",
        "resets",
    ),
    *(
        "by",
        "without",
        "on",
        "ignoring",
        "group_left",
        "group_right",
        "bool",
        "offset",
        "and",
        "or",
        "unless",
        "atan2",
        "start",
        "end",
        "@",
    ),
    *(
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ",",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "==",
        "!=",
        ">",
        "<",
        ">=",
        "=",
        "=~",
        "!~",
        ":",
        "[5m]",
        "[5m:1m]",
        "[5m:]",
    ),
    *(
        "[0s]",
        "[1ms]",
        "[99999w]",
        "offset -5m",
        "@ 1",
        "@ start()",
        "0",
        "1",
        "-1",
        "1e400",
        "NaN",
        "Inf",
        "-Inf",
        "0x1f",
        "1_000",
        "5m",
        "0.5",
    ),
    *(
        '"x"',
        "'x'",
        "`x`",
        '"("',
        '"\\x"',
        '"\\"',
        '{a="b"}',
        '{a=~""}',
        '{a=~".*"}',
        '{a=~"("}',
        '{__name__=~".+"}',
        "{}",
        '{"x.y"="z"}',
        '{le="+Inf"}',
    ),
    *(
        "up",
        "requests_total",
        "latency_seconds_bucket",
        "nothing_has_this_name",
        "é",
        "😀",
        "\0",
        "\n",
        "\t",
        "# x",
        "<< model >>",
        "<< window >>",
        "<< x",
    ),
)


def mutated(chance: random.Random, expression: str, others: tuple[str, ...]) -> str:
    """Return `expression` with one to three edits; `others` are expressions whose parts may come in."""
    tokens = _TOKEN.findall(expression) or [""]
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        here = chance.randrange(len(tokens))
        match chance.randrange(9):
            case 0:
                tokens[here] = ""
            case 1:
                tokens.insert(here, tokens[here])
            case 2:
                there = chance.randrange(len(tokens))
                tokens[here], tokens[there] = tokens[there], tokens[here]
            case 3 | 4:
                tokens[here] = chance.choice(_TOKENS)
            case 5:
                tokens.insert(here, f" {chance.choice(_TOKENS)} ")
            case 6:
                other = _TOKEN.findall(chance.choice(others)) or [""]
                cut = chance.randrange(len(other))
                tokens[here:here] = other[cut : cut + chance.randrange(1, 12)]
            case 7:
                times = chance.choice((1, 2, 10, 100, 500))
                before, after = chance.choice(
                    (("(", ")"), ("-", ""), ("sum(", ")"), ("rate(", "[5m])"), ("", "[5m:1m]"), ("1+", ""), ("", " or up"))
                )
                tokens = [*([before] * times), *tokens, *([after] * times)]
            case _:
                tokens = tokens[:here] or [""]
    return "".join(tokens)
