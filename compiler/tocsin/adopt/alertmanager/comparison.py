"""Compares the tree that a spec becomes with the one that it was taken over from, for alerts of every sort that either tells apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

from tocsin import ir
from tocsin.patterns import examples
from tocsin.routing.implication import only
from tocsin.routing.tree import Hop, holds, hops

_MOST: Final = 3000
_FEW: Final = 4
_OTHER: Final = "other"
_NAME: Final = "alertname"


def differing(original: ir.Route, built: ir.Route, empty: frozenset[str]) -> Iterator[Mapping[str, str]]:
    """Yield the labels of alerts that are told to others, at other times or grouped otherwise than they were.

    `empty` are the intervals without any time, which mute nothing.
    """
    for labels in sorts(original, built):
        first, second = (arrivals(tree, labels, empty) for tree in (original, built))
        if first != second:
            yield labels


def arrivals(root: ir.Route, labels: Mapping[str, str], empty: frozenset[str]) -> tuple[object, ...]:
    """Return all that decides who is told of an alert, when, and together with which others."""
    return tuple(_arrival(hop, empty) for hop in hops(root, lambda label: labels.get(label, "")))


def _arrival(hop: Hop, empty: frozenset[str]) -> object:
    waits = (hop.group_wait_ms, hop.group_interval_ms, hop.repeat_interval_ms)
    return (hop.receiver, frozenset(hop.group_by), *waits, frozenset(hop.mute) - empty, frozenset(hop.active))


def sorts(*trees: ir.Route) -> tuple[Mapping[str, str], ...]:
    """Return labels of alerts: for each route those that take it, and beside them each label as another route asks for it."""
    asked = [matcher for tree in trees for matcher in _matchers(tree)]
    values: dict[str, dict[str, None]] = {_NAME: {}}
    for matcher in asked:
        values.setdefault(matcher.label, {}).update(dict.fromkeys(_values(matcher)))
    found: dict[tuple[tuple[str, str], ...], None] = {}
    for tree in trees:
        for path in _paths(tree):
            for labels in _taking(path, values):
                if len(found) >= _MOST:
                    return tuple(dict(each) for each in found)
                found.setdefault(tuple(sorted(labels.items())))
                for label, others in values.items():
                    for value in (*others, ""):
                        changed = (
                            {**labels, label: value} if value or label == _NAME else {key: labels[key] for key in labels if key != label}
                        )
                        found.setdefault(tuple(sorted((_named(changed)).items())))
    return tuple(dict(each) for each in found)


def _values(matcher: ir.Matcher) -> list[str]:
    """Return a few values that a matcher tells from others; `.` is no line break for Alertmanager, and no label has one."""
    alike = examples(matcher.value) if "~" in matcher.op else ()
    return [value for value in (*only(matcher), *alike, matcher.value) if "\n" not in value][:_FEW]


def _named(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels of an alert, which has a name."""
    return {**labels, _NAME: labels.get(_NAME) or _OTHER}


def _taking(path: tuple[ir.Matcher, ...], values: Mapping[str, Mapping[str, None]]) -> Iterator[dict[str, str]]:
    """Yield labels that satisfy all matchers of a path, a few of them."""
    labels = list(dict.fromkeys(matcher.label for matcher in path))
    choices = []
    for label in labels:
        mine = [matcher for matcher in path if matcher.label == label]
        fitting = [value for value in (*values.get(label, {}), "", _OTHER) if all(holds(matcher, value) for matcher in mine)]
        choices.append(fitting[:2])
    for count, chosen in enumerate(product(*choices)):
        if count >= _FEW:
            return
        yield _named({label: value for label, value in zip(labels, chosen, strict=True) if value})


def _matchers(route: ir.Route) -> Iterator[ir.Matcher]:
    yield from route.matchers
    for each in route.routes:
        yield from _matchers(each)


def _paths(route: ir.Route, above: tuple[ir.Matcher, ...] = ()) -> Iterator[tuple[ir.Matcher, ...]]:
    own = (*above, *route.matchers)
    yield own
    for each in route.routes:
        yield from _paths(each, own)
