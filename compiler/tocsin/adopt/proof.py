"""The `proof:` of an adopted expression where its shape allows one: which series, with which values, bring it to a level."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeAlias

from tocsin.adopt.arithmetic import at
from tocsin.adopt.condition import Condition
from tocsin.adopt.driven import Driven, Known, ways
from tocsin.adopt.rules import Given
from tocsin.drives.labels import agrees, satisfying, strangers
from tocsin.promql import Aggregate, Binary, Expr, Selector, equals, output_labels, selectors, to_text, walk
from tocsin.promql.ast import SET_OPERATORS

_LEVEL: Final = Selector("level")
_COUNTED: Final = "rate "
_TEMPLATE: Final = "{{"
_MOST: Final = 64
"""How many ways are tried."""
_EDGE: Final = "le"

_Labels: TypeAlias = Mapping[str, str]


def drafted_proof(given: Given, found: Condition, apart: Sequence[str], recorded: Collection[str]) -> tuple[dict[str, str], str]:
    """Return which series drive an alert in the words of `proof:`, none when that cannot be told, and the reason for `unproved:` then."""
    filled = next((label for label, value in sorted(given.labels.items()) if _TEMPLATE in value), None)
    if filled is not None:
        return {}, f"its label `{filled}` is a template, and a proof asks for labels as they are written"
    if found.missing:
        return {}, "it is about what is not there, and `proof:` says what is"
    # What is 0 or 1, and nothing between, cannot be driven near a limit.
    states = not found.truth and any(isinstance(node, Binary) and node.as_bool for node in walk(found.value))
    series = {} if states else proof_of(found.value, apart, recorded, found.limit)
    return series, f"taken over from {given.span.file}: say in `proof:` which series drive it"


def proof_of(value: Expr, apart: Iterable[str], recorded: Collection[str], limit: float = 1.0) -> dict[str, str]:
    """Return series, and what each must be for `value` to be `level`, in the words of `proof:`; empty when that cannot be told.

    The series have the labels `apart`, by which there is an alert each. What is `recorded` cannot be given. Of a `value` that only says
    that a condition holds, `level` is 1 while it does, and 0 while it does not.

    >>> from tocsin.promql import parse
    >>> proof_of(parse('100 - avg by (node) (rate(idle{mode=~"a|b",cpu!=""}[5m])) * 100'), ["node"], ())
    {'idle{cpu="cpu-1",mode="a",node="node-1"}': 'rate (100 - level) / 100'}
    >>> proof_of(parse("sum(rate(failed[5m])) / (sum(rate(asked[5m])) > 0)"), [], ())
    {'failed': 'rate level * 10', 'asked': 'rate 10'}
    >>> proof_of(parse("time() - max(done)"), [], ()), proof_of(parse("a >= bool 3"), [], ()), proof_of(parse("sum(a)"), [], ["a"])
    ({'done': 'time() - level'}, {'a': '2 + level'}, {})
    """
    apart = frozenset(apart)
    if any(_one_for_many(node, apart) for node in walk(value)):
        return {}
    wanted = {*apart, *(label for node in walk(value) for label in _joined(node))} - {_EDGE}
    for found in islice(ways(value, _LEVEL, limit), _MOST):
        if any(each.asked.metric is None or each.asked.metric in recorded for each in found) or _falls(value, found, limit):
            continue
        series = _series(value, found, tuple(sorted(wanted)))
        if series is not None:
            return series
    return {}


def _joined(node: Expr) -> tuple[str, ...]:
    """Return the labels of which series must have the same values to be summed, or to be joined."""
    match node:
        case Aggregate(labels=labels, without=False):
            return labels
        case Binary(matching=matching) if matching is not None and not matching.ignoring:
            return matching.labels
        case _:
            return ()


def _one_for_many(node: Expr, apart: Collection[str]) -> bool:
    """Tell whether one series is joined with many that differ in what it is told apart by, too: each of them would be given its own."""
    matching = node.matching if isinstance(node, Binary) else None
    return matching is not None and matching.group is not None and not {*apart} <= {*matching.labels}


def _falls(value: Expr, found: Known, limit: float) -> bool:
    """Tell whether something would be counted down at the limit: to either side of it as far as it goes, what is proved goes there."""
    truth = any(isinstance(node, Binary) and (node.as_bool or node.op == "^") for node in walk(value))
    return any(each.counted and any(at(each.value, level) < 0 for level in ((0.0, 1.0) if truth else (limit,))) for each in found)


def _series(value: Expr, found: Known, wanted: tuple[str, ...]) -> dict[str, str] | None:
    """Return the series in the words of `proof:`; None when a selector would take what is another's."""
    labels = [satisfying((*each.asked.matchers, *each.more), wanted) for each in found]
    parted = [_beside(each, found, labels, wanted) for each in found]
    if any(each is None for each in parted):
        return None
    rest = [each for each in parted if each is not None]
    values, labels = [each for each, _ in rest], [own or each for (_, own), each in zip(rest, labels, strict=True)]
    if _alike(value):
        common = _common(labels, _ignored(value) | {label for each in found for label in (matcher.label for matcher in each.more)})
        if common is None:
            return None
        labels = [{**common, **each} for each in labels]
    if not _only_its_own(value, found, labels) or not all(_joins(node, found, labels) for node in walk(value)):
        return None
    return {
        to_text(_selector(each, own)): f"{_COUNTED if each.counted else ''}{to_text(level)}"
        for each, own, level in zip(found, labels, values, strict=True)
    }


def _beside(whole: Driven, found: Known, labels: Sequence[_Labels], wanted: Collection[str]) -> tuple[Expr, dict[str, str] | None] | None:
    """Return what is left of a sum beside the parts that are given themselves, and labels that are of none of these; None for no sum."""
    parts = [
        (each, own)
        for each, own in zip(found, labels, strict=True)
        if each.asked != whole.asked and each.asked.metric == whole.asked.metric and _takes(whole.asked, own)
    ]
    if not parts:
        return whole.value, None
    if not whole.summed or len(parts) > 1 or parts[0][0].counted != whole.counted:
        return None
    ((part, own),) = parts
    others = (other for matcher, other in strangers(part.asked.matchers, own) if matcher.label not in wanted and _takes(whole.asked, other))
    other = next(others, None)
    return None if other is None else (Binary("-", whole.value, part.value), other)


def _takes(selector: Selector, labels: _Labels) -> bool:
    return all(agrees(matcher, labels) for matcher in selector.matchers)


def _alike(value: Expr) -> bool:
    """Tell whether two sides are joined on all of their labels, which are not only those that they are aggregated by."""
    return any(
        isinstance(node, Binary)
        and (node.matching is None or node.matching.ignoring)
        and any(True for _ in selectors(node.right))
        and any(output_labels(side).only is None for side in (node.left, node.right))
        for node in walk(value)
    )


def _joins(node: Expr, found: Known, labels: Sequence[_Labels]) -> bool:
    """Tell whether the series of both sides of a join `on` labels have the same values of them, as far as these are on both sides."""
    matching = node.matching if isinstance(node, Binary) and node.op != "or" else None
    if matching is None or matching.ignoring:
        return True
    read = frozenset(selectors(node))
    given = [own for each, own in zip(found, labels, strict=True) if each.asked in read]
    return all(len({own[label] for own in given if label in own}) < 2 for label in matching.labels)  # noqa: PLR2004  # all have the same


def _ignored(value: Expr) -> set[str]:
    joins = (node.matching for node in walk(value) if isinstance(node, Binary) and node.matching is not None)
    return {label for matching in joins if matching.ignoring for label in matching.labels}


def _common(labels: Iterable[_Labels], ignored: Collection[str]) -> dict[str, str] | None:
    """Return the labels of all series together; None when two differ in one."""
    common: dict[str, str] = {}
    for each in labels:
        for label, text in each.items():
            if label not in ignored and common.setdefault(label, text) != text:
                return None
    return common


def _only_its_own(value: Expr, found: Known, labels: Sequence[_Labels]) -> bool:
    """Tell whether each selector takes exactly the series that are given for it, and none where they would take a value away."""
    away = {asked for node in walk(value) if isinstance(node, Binary) and node.op == "unless" for asked in selectors(node.right)}
    return (
        not any(each.asked in away for each in found)
        and all(
            _takes(asked, own) if each.asked == asked else not _takes(asked, own) or each in _parts(asked, found)
            for asked in selectors(value)
            for each, own in zip(found, labels, strict=True)
            if each.asked.metric == asked.metric
        )
        and _sides_meet(value)
    )


def _parts(asked: Selector, found: Known) -> Iterator[Driven]:
    whole = any(each.asked == asked and each.summed for each in found)
    return (each for each in found if whole and each.asked.metric == asked.metric)


def _sides_meet(value: Expr) -> bool:
    """Tell whether no two aggregations are joined that have other labels."""
    return not any(
        isinstance(node, Binary)
        and node.op not in SET_OPERATORS
        and node.matching is None
        and isinstance(node.left, Aggregate)
        and isinstance(node.right, Aggregate)
        and set(node.left.labels) != set(node.right.labels)
        for node in walk(value)
    )


def _selector(each: Driven, labels: _Labels) -> Selector:
    return Selector(each.asked.metric, tuple(equals(label, value) for label, value in sorted(labels.items())))
