"""Matchers in the words of `when:`, which has one condition for each label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from tocsin import ir
from tocsin.promql import literal_pattern
from tocsin.routing.implication import matches_all, matches_none, only
from tocsin.routing.tree import holds
from tocsin.section.matching import Where

EVERYTHING: Final = {"alertname": {"matches": ".+"}}
"""What every alert of Prometheus is: it has a name. Without a condition there is no route in the language."""


class NeverError(Exception):
    """The matchers exclude each other: no alert is meant."""


class UnsayableError(Exception):
    """The language has no words for the matchers; the text says of which label, and why."""


def where(matchers: Iterable[ir.Matcher]) -> dict[str, Any]:
    """Return what asks for the same as the matchers all together.

    >>> def shown(*texts):
    ...     return where(ir.Matcher(label=text.split()[0], op=text.split()[1], value=text.split()[2]) for text in texts)
    >>> shown("a = x", "b =~ x|y", "b != y"), shown("c !~ x.*", "c != y", "c != z"), shown()
    ({'a': 'x', 'b': 'x'}, {'c': {'not_matches': '(?:x.*)|y|z'}}, {'alertname': {'matches': '.+'}})
    """
    by_label: dict[str, list[ir.Matcher]] = {}
    for matcher in dict.fromkeys(matchers):
        if matches_none(matcher):
            raise NeverError
        if not matches_all(matcher):
            by_label.setdefault(matcher.label, []).append(_plain(matcher))
    found = {label: _condition(label, asked) for label, asked in by_label.items()} or dict(EVERYTHING)
    try:
        _kind().validate_python(found)
    except ValidationError as error:
        raise UnsayableError(f"of `{error.errors()[0]['loc'][0]}`: {error.errors()[0]['msg']}") from None
    return found


def _plain(matcher: ir.Matcher) -> ir.Matcher:
    """Return a pattern of nothing as what it is: that there is no value, or one."""
    if matcher.value or "~" not in matcher.op:
        return matcher
    return ir.Matcher(label=matcher.label, op="=" if matcher.op == "=~" else "!=", value="")


def _condition(label: str, asked: Sequence[ir.Matcher]) -> Any:  # noqa: ANN401  # a value, several, or a pattern
    listed = next((only(each) for each in asked if only(each)), ())
    if listed:
        values = [value for value in dict.fromkeys(listed) if all(holds(each, value) for each in asked)]
        if not values:
            raise NeverError
        return values[0] if len(values) == 1 else values
    patterns = [each.value for each in asked if each.op == "=~"]
    if len(patterns) > 1:
        raise UnsayableError(f"`{label}` is to match two patterns at once")
    found = {"matches": patterns[0]} if patterns else {}
    refused = [each.value for each in asked if each.op == "!~"]
    others = [each.value for each in asked if each.op == "!="]
    if len(refused) + len(others) > len(refused[:1]) + len(others[:1]):
        refused = ["|".join([*(f"(?:{pattern})" for pattern in refused), *map(literal_pattern, others)])]
        others = []
    if refused:
        found["not_matches"] = refused[0]
    if others:
        found["not"] = others[0]
    return found


@cache
def _kind() -> TypeAdapter[Any]:
    return TypeAdapter(Where)
