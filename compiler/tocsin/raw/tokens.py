"""The words of a PromQL text and where they stand: the parser tells no positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from tocsin.regex import late

Role = Literal["metric", "label", "function", "word", "string", "number", "sign", "operator"]


class Token(Struct, frozen=True):
    """A word of the text, what it stands for there, and where."""

    text: str
    role: Role
    start: int
    end: int


_TOKEN: Final = late(
    r"(?P<comment>#[^\n]*)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)"
    r"|(?P<number>0x[0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?:(?:ms|[smhdwy])(?:\d+(?:ms|[smhdwy]))*)?)"
    r"|(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
    r"|(?P<sign>=~|!~|==|!=|<=|>=|[-+*/%^<>=(){}\[\],:@])"
)
_OPERATORS: Final = frozenset({"+", "-", "*", "/", "%", "^", "==", "!=", "<", ">", "<=", ">="})
_SET_OPERATORS: Final = frozenset({"and", "or", "unless", "atan2"})
# After these a sign is no sign of a number.
_CLOSING: Final = frozenset({")", "}", "]"})
_LISTS: Final = frozenset({"by", "without", "on", "ignoring", "group_left", "group_right"})
_WORDS: Final = frozenset({"bool", "offset", "inf", "nan"}) | _LISTS


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of `text`, which is PromQL, in their order.

    >>> [(token.text, token.role) for token in tokens('sum by (a) (x{b="c"})')][::2]
    [('sum', 'function'), ('(', 'sign'), (')', 'sign'), ('x', 'metric'), ('b', 'label'), ('"c"', 'string'), (')', 'sign')]
    """
    braces = brackets = 0
    listed = False
    word = ""
    before: Role = "sign"
    for found in _TOKEN.finditer(text):
        kind, said = str(found.lastgroup), found[0]
        if kind == "comment":
            continue
        if kind == "sign":
            braces += (said == "{") - (said == "}")
            brackets += (said == "[") - (said == "]")
            if said == "(" and word in _LISTS:
                listed = True
            elif said == ")":
                listed = False
            outside = not braces and not brackets and said in _OPERATORS
            operator = outside and (said not in "+-" or before in {"metric", "number", "string"} or word in _CLOSING)
            yield Token(said, "operator" if operator else "sign", *found.span())
            before = "sign"
        elif kind == "name":
            before = _role(text, said, found.end(), in_list=bool(braces) or listed, in_window=bool(brackets))
            yield Token(said, before, *found.span())
        else:
            before = "string" if kind == "string" else "number"
            yield Token(said, before, *found.span())
        word = said.lower()


def _role(text: str, said: str, end: int, *, in_list: bool, in_window: bool) -> Role:
    if in_list:
        return "label"
    if not in_window and said.lower() in _SET_OPERATORS:
        return "operator"
    if in_window or said.lower() in _WORDS:
        return "word"
    following = text[end:].lstrip()
    if following.startswith("(") or re.match(r"(?:by|without)\b", following):
        return "function"
    return "metric"
