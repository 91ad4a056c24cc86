"""Texts and numbers that are right somewhere and wrong elsewhere, and some that are wrong everywhere."""

from __future__ import annotations

import random
import string
from typing import Any, Final

_FACTS: Final = (
    *("<< model >>", "<< namespace >>", "<< window >>", "<< self >>", "<< >>", "<< x", "x >>", "<< a.b >>", "<< model * 10**9 >>"),
    *("<% if 1 %>", "<# x #>", "{{ $value }}", "{{", "}}", "{{ $labels.x }}", "{{ template }}", "{{ range }}", '{{ printf "%s" }}'),
)
_QUANTITIES: Final = (
    *("5m", "0s", "1h30m", "30m1h", "-5m", "1.5h", "5 m", "1y", "999999999w", "1ms", "95%", "-1%", "1e400", "1e-400", "100%", "0%", "٣"),
    *("20GiB", "1/s", "0/s", "6/min", "1e5/s", "1.5GB", "0.1", ".5", "5.", "+1", "1_000", "0x10", "0o7", "012", "NaN", "Inf", "-Inf", ".inf"),
    *("p95", "p0", "p100", "99999999999999999999%", "1USD", "5°C", "1e3", "9223372036854775808", "99999999999999999999.1", "0.30000000000000004"),
)
_WORDS: Final = (
    *("counter", "gauge", "histogram", "summary", "critical", "warning", "info", "slack", "low", "high", "max", "min", "sum", "null", "true"),
    *("yes", "on", "=", "model", "namespace", "job", "le", "quantile", "__name__", "alertname", "severity", "pod", "Monday", "december"),
)
_SYNTAX: Final = (
    *("", " ", "\n", "\t", "\r\n", "\0", "\x1b[31m", "\x7f", "\ufeff", "\u2028", "\u202e", "\u200b", "é", "e\u0301", "ß", "İ", "ǅ", "😀", "中文"),
    *("$", "$$", "^(", "*", "/", "//", "::", ":", "#", "a#b", "a b", "-", "--", "---", "...", "&a", "*a", "!x", "|", ">", "%", "@", "`", "`x`"),
    *("http://x", "https://", "http://[::1", "http://x:99999", "http://x y", "javascript:x", "mailto:a@b", "a@b", "../x", "/etc/passwd", "a/b", "x\\y"),
    *("'", '"', "\\", "\\n", "[", "]", "{", "}", "{}", "[]", "()", "(", ")", "a:b", "a: b", "?", "? a", "<<", "~", "_", "__a", "1a", "a.b", "A", "a-"),
    *("(a+)+$", "(?=x)", "\\1", "[[:alpha:]]", "a{1000}", "(((a{100}){100}){100})", "\\p{L}", "x|", "|", ".*", ".+", "(?i)x", "[z-a]", "\\"),
    *("0 0 * * *", "* * * * * *", "60 24 31 2 *", "@daily", "1.2", "3.5", "v1", "0.0", "vllm@0.10", "vllm@0.10-0.12", "vllm@", "@", "a@b@c"),
    *("Europe/Berlin", "Nowhere/X", "22:00-06:00", "10:00-10:00", "25:00-26:00", "2027:2026", "5:1", "-1", "monday:friday", "friday:monday"),
)
TEXTS: Final = (*_FACTS, *_QUANTITIES, *_WORDS, *_SYNTAX)
NUMBERS: Final = (
    *(0, 1, -1, 2, 60, 63, 64, 100, 101, 255, 1024, 65535, 65536, 2**31, 2**63 - 1, -(2**63), 10**17, 10**18, 10**30),
    *(0.0, -0.0, 0.5, 1.0, 1.5, 1e-9, 1e-300, 5e-324, 1e300, 1.7976931348623157e308, 0.1 + 0.2, 99.9, 1e16, 123456.789),
)
_SHAPES: Final[tuple[Any, ...]] = (
    *(None, True, False, [], {}, [None], [[]], [{}], {"": ""}, {"x": None}, {"x": {}}, ["x", "x"], ["", ""], [True], {"null": None}),
    *({"metric": "requests"}, {"warning": "1"}, {"secret": "a", "key": "b"}, {"file": "/x"}, {"matches": "("}, {"not": "x"}, {"matches": "x", "not": "y"}),
    *({"above": 1}, {"below": "5m"}, {"above": {"warning": 1, "critical": 0}}, {"expr": "1"}, {"expr": "up[5m]"}, {"series": "x"}, {"total": "1"}),
)


def text(chance: random.Random) -> str:
    """Return a text: mostly one of `TEXTS`, sometimes a long, a joined or a random one."""
    match chance.randrange(12):
        case 0:
            return chance.choice(TEXTS) * chance.choice((2, 10, 63, 64, 300))
        case 1:
            return chance.choice(TEXTS) + chance.choice(TEXTS)
        case 2:
            return chance.choice(string.ascii_letters) * chance.choice((1, 62, 63, 64, 253, 254, 1000, 5000))
        case 3:
            return "".join(chr(chance.choice((chance.randrange(0x20, 0x7F), chance.randrange(0xD800)))) for _ in range(chance.randrange(12)))
        case _:
            return chance.choice(TEXTS)


def value(chance: random.Random) -> Any:  # noqa: ANN401  # any data
    """Return any value: a text, a number, or a shape."""
    match chance.randrange(4):
        case 0:
            return chance.choice(_SHAPES)
        case 1:
            return chance.choice(NUMBERS)
        case _:
            return text(chance)


def nested(chance: random.Random, within: Any) -> Any:  # noqa: ANN401  # any data
    """Return `within` in many lists or mappings."""
    for _ in range(chance.choice((1, 2, 5, 30, 62, 70, 400))):
        within = [within] if chance.random() < 0.5 else {"x": within}  # noqa: PLR2004  # either
    return within
