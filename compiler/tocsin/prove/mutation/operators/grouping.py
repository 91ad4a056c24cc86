"""A label that an aggregation or a join lost."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tocsin.promql import Aggregate, Binary, Expr, Matching
from tocsin.prove.mutation.change import Change, in_expression
from tocsin.prove.mutation.rule import Rule


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule without each label of a `by`, `without`, `on`, `ignoring` or `group_left`."""
    yield from in_expression(rule, _faults)


def _faults(node: Expr) -> Iterator[tuple[Expr, str]]:
    match node:
        case Aggregate(op, _, labels, without):
            for index, label in enumerate(labels):
                yield replace(node, labels=_less(labels, index)), f"`{op} {'without' if without else 'by'}` lost `{label}`"
        case Binary(op, matching=Matching() as matching):
            for index, label in enumerate(matching.labels):
                fewer = replace(matching, labels=_less(matching.labels, index))
                yield replace(node, matching=fewer), f"`{op} {'ignoring' if matching.ignoring else 'on'}` lost `{label}`"
            for index, label in enumerate(matching.include):
                fewer = replace(matching, include=_less(matching.include, index))
                yield replace(node, matching=fewer), f"`{op} group_{matching.group}` lost `{label}`"
        case _:
            return


def _less(labels: tuple[str, ...], index: int) -> tuple[str, ...]:
    return (*labels[:index], *labels[index + 1 :])
