"""Whether two selectors select series in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tocsin.promql.ast import Matcher, Selector
from tocsin.regex import late
from tocsin.regex.patterns import satisfies

_LISTED: Final = late(r"[\w /:@,-]*(\|[\w /:@,-]*)*")
_EVERYTHING: Final = ("=~", ".*")


def overlap(one: Selector, other: Selector) -> bool:
    """Tell whether both plainly select some series in common: one asks for no label that the other does not, and no label parts them.

    Of what is asked by patterns alone, or by different labels, nobody can say which series there are: those are taken to be apart.

    >>> from tocsin.promql import parse
    >>> def told(one: str, other: str) -> bool:
    ...     return overlap(parse(one), parse(other))
    >>> told('up{job="a"}', 'up{job="a",env="b"}'), told('up{env=~"b|c"}', 'up{env="b"}'), told('up{env!="b"}', 'up{env="c"}')
    (True, True, True)
    >>> told('up{job="a"}', 'up{job="b",env="b"}'), told('up{env!="b"}', 'up{env="b"}'), told('up{zone="a"}', 'up{env="b"}')
    (False, False, False)
    """
    if one.metric != other.metric:
        return False
    # Most are parted by a namespace or a job: this takes a tenth of what follows.
    values = {each.label: each.value for each in one.matchers if each.op == "="}
    if any(each.op == "=" and values.get(each.label, each.value) != each.value for each in other.matchers):
        return False
    first, second = _by_label(one), _by_label(other)
    if not (first.keys() <= second.keys() or second.keys() <= first.keys()):
        return False
    return all(_meet(first[label], second[label]) for label in first.keys() & second.keys())


def _by_label(selector: Selector) -> Mapping[str, list[Matcher]]:
    found: dict[str, list[Matcher]] = {}
    for each in selector.matchers:
        if (each.op, each.value) != _EVERYTHING:
            found.setdefault(each.label, []).append(each)
    return found


def _meet(some: Sequence[Matcher], others: Sequence[Matcher]) -> bool:
    """Tell whether a value that one of them names satisfies all, or all of them are the same."""
    together = (*some, *others)
    values = next((values for each in together if (values := _named(each)) is not None), ())
    return set(some) == set(others) or any(all(satisfies(each.op, each.value, value) for each in together) for value in values)


def _named(matcher: Matcher) -> Sequence[str] | None:
    """Return the values that alone satisfy `matcher`; None when it does not list them."""
    if matcher.op == "=":
        return (matcher.value,)
    return matcher.value.split("|") if matcher.op == "=~" and _LISTED.fullmatch(matcher.value) else None
