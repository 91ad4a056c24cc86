"""Compares the routing tree that a spec becomes with the one that it was adopted from, by alerts of every kind that either tells apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

from tocsin import ir
from tocsin.regex.patterns import examples
from tocsin.routing.implication import only
from tocsin.routing.tree import Hop, holds, hops

_MOST: Final = 3000
_FEW: Final = 4
_OTHER: Final = "other"
_NAME: Final = "alertname"


def differing(original: ir.Route, built: ir.Route, empty: frozenset[str]) -> Iterator[Mapping[str, str]]:
    """Yield the labels of alerts that reach other receivers, at other times, or grouped otherwise than they did.

    `empty` are the names of intervals that hold no time at all, which mute nothing.
    """
    for labels in examples_of(original, built):
        first, second = (arrivals(tree, labels, empty) for tree in (original, built))
        if first != second:
            yield labels


def arrivals(root: ir.Route, labels: Mapping[str, str], empty: frozenset[str]) -> tuple[object, ...]:
    """Return all that decides who is told of an alert, when, and together with which others."""
    return tuple(_arrival(hop, empty) for hop in hops(root, lambda label: labels.get(label, "")))


def _arrival(hop: Hop, empty: frozenset[str]) -> object:
    waits = (hop.group_wait_ms, hop.group_interval_ms, hop.repeat_interval_ms)
    return (hop.receiver, frozenset(hop.group_by), *waits, frozenset(hop.mute) - empty, frozenset(hop.active))


def examples_of(*trees: ir.Route) -> tuple[Mapping[str, str], ...]:
    """Return the labels of alerts that take each route, and of such that differ from these in one label, as another route asks for it.

    There are at most about `_MOST`: in a large tree the last routes have none.
    """
    asked = [matcher for tree in trees for matcher in _matchers(tree)]
    values: dict[str, dict[str, None]] = {_NAME: {}}
    for matcher in asked:
        values.setdefault(matcher.label, {}).update(dict.fromkeys(_values(matcher)))
    found: dict[tuple[tuple[str, str], ...], None] = {}
    for labels in (each for tree in trees for path in _paths(tree) for each in _taking(path, values)):
        if len(found) >= _MOST:
            break
        for example in (labels, *_neighbours(labels, values)):
            found.setdefault(tuple(sorted(example.items())))
    return tuple(dict(each) for each in found)


def _neighbours(labels: Mapping[str, str], values: Mapping[str, Mapping[str, None]]) -> Iterator[Mapping[str, str]]:
    """Yield `labels` with one of them changed to another of its `values`, or without it."""
    for label, others in values.items():
        rest = {key: value for key, value in labels.items() if key != label}
        yield from (_named({**rest, label: value} if value else rest) for value in (*others, ""))


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
