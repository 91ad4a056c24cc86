"""Regular expressions as Prometheus and Alertmanager read them: whether one matches a value, and values that it matches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from typing import Final

from pydantic_core import SchemaValidator, ValidationError, core_schema

from tocsin.regex import late
from tocsin.regex.go import in_rust

# What RE2 has and Python has not, or reads otherwise; `[[` and the rest are sets of sets in Python's future.
_FOREIGN: Final = re.compile(r"\\[pPzQECx]|\(\?(?![:P])|\[\[|\[:|&&|\|\||~~|--|\{,")


@lru_cache(maxsize=65536)
def matches(pattern: str, value: str) -> bool:
    r"""Return whether `pattern` matches the whole of `value`, as Alertmanager anchors it.

    https://prometheus.io/docs/alerting/latest/configuration/#label-matchers

    >>> matches("a|b.+", "b"), matches("a|b.+", "bc"), matches(r"\d", "٣"), matches("(?i)gpu[[:digit:]]*", "GPU0"), matches("a$", "a\n")
    (False, True, False, True, False)
    """
    if _FOREIGN.search(pattern) is None:
        # Go repeats also what has no length: `^*`.
        with suppress(re.error):
            return re.fullmatch(pattern, value, re.ASCII) is not None
    try:
        _rust(pattern).validate_python(value)
    except ValidationError:
        return False
    return True


def is_meant_as_pattern(text: str) -> bool:
    r"""Tell whether a value that is compared letter by letter was surely meant as a regular expression.

    >>> [is_meant_as_pattern(text) for text in ("5..", "[45]..", "chat-.*", ".+", "gpt-4|gpt-4o", "(a|b)-v1")]
    [True, True, True, True, True, True]
    >>> [is_meant_as_pattern(text) for text in ("chat-.*-v1", "^eu$", "eu[0-9]", r"v\d", "(?i)eu", "=~5..", "!~a")]
    [True, True, True, True, True, True, True]
    >>> [is_meant_as_pattern(text) for text in ("5xx", "gpt-4.1", "/v1/*", "...", "a.b", "", "|", "v1..v2", "C*")]
    [False, False, False, False, False, False, False, False, False]
    """
    return _MEANT.fullmatch(text) is not None


# Classes of statuses, choices of names, anchors at both ends, classes of characters, and anything somewhere in it.
_MEANT: Final = late(
    r"[1-5]\.\.|\[[1-5]+(?:-[1-5])?\]\.\.|[\w./:-]+(?:\|[\w./:-]+)+|.*\([^()]+\|[^()]+\).*|\^.*\$|\(\?i\).*"
    r"|.*(?:\[[0-9a-z]-[0-9a-z]\]|\\[dw]|(?<![.\\])\.[*+]).*|!?[=!]~.*"
)


def satisfies(op: str, wanted: str, value: str) -> bool:
    """Return whether `value`, empty where a label is missing, is as the operator of a matcher (`=`, `!=`, `=~`, `!~`) asks.

    >>> satisfies("=", "a", "a"), satisfies("!~", "a|b", "b"), satisfies("!=", "a", "")
    (True, False, True)
    """
    found = matches(wanted, value) if "~" in op else value == wanted
    return found != op.startswith("!")


@cache
def _rust(pattern: str) -> SchemaValidator:
    return SchemaValidator(core_schema.str_schema(pattern=rf"\A(?:{in_rust(pattern)})\z", regex_engine="rust-regex"))


def examples(pattern: str) -> tuple[str, ...]:
    r"""Return values that `pattern` matches: of alternatives one each, up to a limit; none when it is not understood.

    >>> examples(r"api-(blue|green)"), examples(r"gpu\.[0-9]+"), examples("a?b{2}|.*"), examples("(?:^x$)")
    (('api-blue', 'api-green'), ('gpu.0',), ('bb', 'abb', '', 'a'), ('x',))
    """
    reader = _Reader(pattern)
    found = reader.alternatives()
    return tuple(dict.fromkeys(value for value in found if matches(pattern, value)))


def one_of(pattern: str) -> Iterator[tuple[str, str, str]]:
    r"""Yield for each alternative of `pattern` its text, the pattern with it alone in its choice, and the one that has lost it.

    What Python's own syntax does not have is not understood, and has none.

    >>> list(one_of("eu-(west|east)")), [text for text, *_ in one_of(r"a\|b|[c|d]|e")]
    ([('west', 'eu-(west)', 'eu-(east)'), ('east', 'eu-(east)', 'eu-(west)')], ['a\\|b', '[c|d]', 'e'])
    """
    for choice in _choices(pattern) if _FOREIGN.search(pattern) is None else ():
        texts = [pattern[start:end] for start, end in choice]
        before, after = pattern[: choice[0][0]], pattern[choice[-1][1] :]
        for index, text in enumerate(texts):
            yield text, before + text + after, before + "|".join([*texts[:index], *texts[index + 1 :]]) + after


def _choices(pattern: str) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield where the alternatives of each choice in `pattern` begin and end, those of the whole last."""
    index, around = 0, [[0]]
    while index < len(pattern):
        match pattern[index]:
            case "\\":
                index += 1
            case "[":
                index = _class_end(pattern, index + 1) - 1
            case "(":
                index = _group(pattern, index + 1) - 1
                around.append([index + 1])
            case ")" if len(around) > 1:
                yield from _parted(around.pop(), index)
            case "|":
                around[-1].append(index + 1)
        index += 1
    yield from _parted(around[0], len(pattern))


def _parted(starts: Sequence[int], end: int) -> Iterator[tuple[tuple[int, int], ...]]:
    if len(starts) > 1:
        yield tuple(zip(starts, [*(start - 1 for start in starts[1:]), end], strict=True))


_LIMIT: Final = 32
_ESCAPED: Final = {"d": "0", "D": "a", "w": "a", "W": "-", "s": " ", "S": "a", "n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_EMPTY: Final = frozenset("AzbBQE")
_CHARACTERS: Final = "a0A-_. /:é"


class _Reader:
    """Reads a pattern into values; what it misreads `examples` throws away."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.index = 0

    def alternatives(self) -> list[str]:
        found = self._sequence()
        while self._next() == "|":
            self.index += 1
            found += self._sequence()
        return found[:_LIMIT]

    def _next(self) -> str:
        return self.pattern[self.index : self.index + 1]

    def _sequence(self) -> list[str]:
        values = [""]
        while self._next() and self._next() not in "|)":
            ends = self._repeated(self._atom())
            values = [start + end for start in values for end in ends][:_LIMIT]
        return values

    def _repeated(self, atom: list[str]) -> list[str]:
        found = re.compile(r"([*+?]|\{(\d+)(?:,\d*)?\})\??").match(self.pattern, self.index)
        if found is None:
            return atom
        self.index = found.end()
        match found[1]:
            case "*" | "?":
                return ["", *atom]
            case "+":
                return atom
            case _:
                return [value * int(found[2]) for value in atom]

    def _atom(self) -> list[str]:
        character = self._next()
        self.index += 1
        match character:
            case "(":
                self.index = _group(self.pattern, self.index)
                inner = self.alternatives()
                self.index += 1
                return inner
            case "[":
                return self._class()
            case "\\":
                escaped = self._next()
                self.index += 1
                return [""] if escaped in _EMPTY else [_ESCAPED.get(escaped, escaped)]
            case "^" | "$":
                return [""]
            case ".":
                return ["a"]
            case _:
                return [character]

    def _class(self) -> list[str]:
        start = self.index - 1
        self.index = _class_end(self.pattern, self.index)
        written = self.pattern[start : self.index]
        first = written[1:2]
        characters = [first, *_CHARACTERS] if re.fullmatch(r"\w", first) else _CHARACTERS
        inside = [*characters, *(character for character in written[1:-1] if character not in "\\^")]
        return [next((character for character in inside if matches(written, character)), "a")]


def _group(pattern: str, index: int) -> int:
    found = re.compile(r"\?(P?<[^>]*>|[a-zA-Z-]*:|[a-zA-Z-]+(?=\)))").match(pattern, index)
    return found.end() if found else index


def _class_end(pattern: str, index: int) -> int:
    found = re.compile(r"\^?\]?(\[:\^?\w+:\]|\\.|[^\]\\])*\]", re.DOTALL).match(pattern, index)
    return found.end() if found else len(pattern)
