"""Where a text stops being PromQL: the parser says what is wrong, and of the place at most a name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from tocsin.promql.ast import Expr
from tocsin.promql.parse import ParseFailure, parse
from tocsin.regex import late

_STRING: Final = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`"
_OPAQUE: Final = late(rf"{_STRING}|#[^\n]*")
_NUMBER: Final = r"(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+|\.?\d[\w.]*"
_SIGN: Final = r"=~|!~|===?|!=|<=|>=|=>|=<|<>|=!|&&|\|\||\S"
# A quotation mark that begins no string is followed by nothing that can be told apart.
_WORD: Final = late(
    rf"(?P<comment>#[^\n]*)|{_STRING}|[\"'`\u2018-\u201e].*|[^\W\d][\w:]*(?:\.[\w:]+)*|{_NUMBER}|{_SIGN}",
    re.DOTALL,
)
_OPENED: Final = {")": "(", "}": "{", "]": "["}
_CLOSED: Final = {opening: closing for closing, opening in _OPENED.items()}
# What completes a beginning, by what it is in: any that does shows that nothing is wrong up to there.
_INSIDE: Final = {
    "{": ("", 'a="b"', '"b"', '="b"', ', a="b"', '"b", a="b"', '="b", a="b"'),
    "[": ("", "5m", ":", "5m:"),
    "(": ("", "x", "(x)", "*x", "5m", "(a) x", "(a) (x)", "1", "()"),
}
# After the innermost bracket is closed: it may be the list of `by` or `on`, or of what is still a number.
_AFTER: Final = ("", "(x)", "x", "*x")
_OF_AGGREGATION: Final = ("wrong number of arguments for aggregate", "in aggregation expression")
# What is wrong with the types of parts, which more behind them may change.
_OF_TYPES: Final = ("in call to", "set operator", "must use BOOL", "vector matching only", *_OF_AGGREGATION)
_NAMED: Final = late(r"(?:in call to function|in call to|function with name) '(\w+)'")
_AGGREGATIONS: Final = "(?:sum|min|max|avg|group|stddev|stdvar|count|count_values|topk|bottomk|quantile)"
# What is said of all that a bracket ends.
_OF_BRACKETS: Final = late(r"must contain at least|ranges only|missing unit")
_QUOTED: Final = late(r"`([^`]+)`|set operator '(\w+)'")
_LONGEST: Final = 4000
"""Characters of a text in which a place is looked for by reading its beginnings: more takes too long."""
_BRACKET: Final = late(r"[(\[{]")
_MOST_BRACKETS: Final = 200
"""Brackets that may be open in it: the parser takes much longer for each that is."""


def trouble(text: str, message: str) -> tuple[int, int] | None:
    """Return which characters of `text` a ParseFailure's message is about; None when nobody can say.

    >>> trouble("sum(mad(up[5m]))", "unknown function with name 'mad'"), trouble("sum(rate(x[5m])", "unclosed left parenthesis")
    ((4, 7), (3, 4))
    >>> trouble("sum(up) is 0", "invalid promql query"), trouble("up == 0 and", "invalid promql query")
    ((8, 10), (8, 11))
    """
    plain = _OPAQUE.sub(lambda opaque: " " * len(opaque[0]), text)
    if "unclosed left parenthesis" in message:
        return _unclosed(plain)
    if named := _NAMED.search(message):
        return _called(text, plain, named[1], message)
    if any(said in message for said in _OF_AGGREGATION):
        return _called(text, plain, _AGGREGATIONS, message)
    if quoted := _QUOTED.search(message):
        found = re.search(rf"(?<!\w){re.escape(quoted[1] or quoted[2])}(?!\w)", plain)
        return found.span() if found is not None else None
    if len(text) > _LONGEST or len(_BRACKET.findall(plain)) > _MOST_BRACKETS:
        return None
    return _stop(text, whole=_OF_BRACKETS.search(message) is not None)


def _unclosed(plain: str) -> tuple[int, int] | None:
    opened: list[int] = []
    for position, character in enumerate(plain):
        if character == "(":
            opened.append(position)
        elif character == ")" and opened:
            opened.pop()
    return (opened[-1], opened[-1] + 1) if opened else None


def _called(text: str, plain: str, name: str, message: str) -> tuple[int, int] | None:
    """Return where a function is called so that by itself it is refused for the same reason; else where it is called first."""
    calls = list(re.finditer(rf"\b{name}(?=\s*(?:(?:by|without)\s*\([^()]*\)\s*)?(\())", plain, re.IGNORECASE))
    for call in reversed(calls):
        alone = parse(text[call.start() : _end(plain, call.start(1))])
        if isinstance(alone, ParseFailure) and alone.message == message:
            return call.span()
    return calls[0].span() if calls else None


def _end(plain: str, start: int) -> int:
    """Return where the parenthesis that opens next after `start` has been closed."""
    depth = 0
    for position in range(start, len(plain)):
        depth += (plain[position] == "(") - (plain[position] == ")")
        if plain[position] == ")" and depth == 0:
            return position + 1
    return len(plain)


def _stop(text: str, *, whole: bool) -> tuple[int, int] | None:
    """Return the first word with which nothing can become of the text what Prometheus reads; the last, when more is wanted after it."""
    words = [found.span() for found in _WORD.finditer(text) if found["comment"] is None]
    if not words:
        return None
    # A beginning of a beginning that can be completed can be completed too.
    wrong = bisect_left(words, True, key=lambda word: not _completable(text[: word[1]]))  # noqa: FBT003  # what is looked for
    start, end = words[min(wrong, len(words) - 1)]
    opened = _opened(text[:start])
    return (opened[-1][0], end) if whole and opened and _OPENED.get(text[start:end]) == opened[-1][1] else (start, end)


def _completable(beginning: str) -> bool:
    return any(_reads(parse(whole)) for whole in _completed(beginning))


def _reads(expr: Expr | ParseFailure) -> bool:
    return not isinstance(expr, ParseFailure) or any(said in expr.message for said in _OF_TYPES)


def _completed(beginning: str) -> Iterator[str]:
    opened = [opening for _, opening in _opened(beginning)]
    closing = "".join(_CLOSED[opening] for opening in reversed(opened))
    for more in _INSIDE[opened[-1] if opened else "("]:
        for after in _AFTER if opened else ("",):
            yield f"{beginning} {more}{closing[:1]} {after}{closing[1:]}"


def _opened(text: str) -> list[tuple[int, str]]:
    """Return the brackets that are open at the end of `text`, each with its place."""
    opened: list[tuple[int, str]] = []
    for found in _WORD.finditer(text):
        if found[0] in _CLOSED:
            opened.append((found.start(), found[0]))
        elif found[0] in _OPENED and opened and opened[-1][1] == _OPENED[found[0]]:
            opened.pop()
    return opened
