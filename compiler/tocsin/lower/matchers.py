"""Matchers of Alertmanager, for the labels of alerts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.ir import Matcher
from tocsin.lower.metrics.selection import conditions
from tocsin.promql import any_of
from tocsin.section.matching import Where


def matchers(where: Where) -> Iterator[Matcher]:
    """Yield what `where` of a spec asks of the labels of an alert."""
    for label, wanted in where.items():
        for condition in conditions(label, wanted):
            yield Matcher(label=condition.label, op=condition.op, value=condition.value)


def one_of(label: str, values: Iterable[str]) -> Matcher:
    """Return what asks that a label has one of `values`, in this order; raise ValueError when there are none."""
    condition = any_of(label, values)
    return Matcher(label=condition.label, op=condition.op, value=condition.value)
