"""Branches that are never taken may hold any fault; those that are taken when one counter is missing may not."""

from __future__ import annotations

import pytest

from expression import read
from tocsin.promql import to_text
from tocsin.prove.mutation.equivalence.parts.residue import atoms, residue, worlds

SHARE = "sum(rate(bad[5m])) / (((sum(rate(good[5m])) + sum(rate(bad[5m]))) or sum(rate(good[5m])) or sum(rate(bad[5m]))) > 0.1)"


def same(before: str, after: str) -> bool:
    known = atoms(read(before), read(after))
    return known is not None and all(residue(read(before), one) == residue(read(after), one) for one in worlds(known))


def test_where_the_bad_do_not_exist_nothing_is_left_whatever_the_good_are() -> None:
    assert same(SHARE, SHARE.replace("or sum(rate(good[5m]))", "or max(rate(good[5m]))"))
    assert same(SHARE, SHARE.replace("or sum(rate(good[5m]))", "or sum(rate(good[150s]))"))


@pytest.mark.parametrize(
    "fault",
    [
        SHARE.replace("or sum(rate(bad[5m]))", "or max(rate(bad[5m]))"),
        SHARE.replace("or sum(rate(bad[5m]))", ""),
        # Good ones of before may be in the longer window, and then the bad ones are not all there is.
        SHARE.replace("or sum(rate(good[5m]))", "or sum(rate(good[10m]))"),
        SHARE.replace("+ sum(rate(bad[5m]))", "+ sum(rate(bad[10m]))"),
        SHARE.replace("> 0.1", "> 0.2"),
    ],
)
def test_a_branch_that_is_taken_counts(fault: str) -> None:
    assert fault != SHARE
    assert not same(SHARE, fault)


def test_a_selector_that_asks_for_less_may_find_what_the_other_does_not() -> None:
    branch = SHARE.replace("good[5m]", 'good{job="a"}[5m]')
    assert not same(branch, branch.replace('or sum(rate(good{job="a"}[5m]))', "or sum(rate(good[5m]))"))


def test_no_total_is_less_than_a_part_of_it() -> None:
    hits = "sum(rate(hits[5m])) / (({}) > 0.1) < 0.65"
    both = "(sum(rate(hits[5m])) + sum(rate(misses[5m]))) or {}(rate(hits[5m]))"
    assert same(hits.format(both.format("sum")), hits.format(both.format("max")))
    assert not same(
        hits.format(both.format("sum")).replace("< 0.65", "< 1.65"), hits.format(both.format("max")).replace("< 0.65", "< 1.65")
    )


def test_nothing_by_anything_is_nothing_whatever_tells_that_there_is_anything() -> None:
    none = "(0 * sum(rate(good[5m]))) / ({}(rate(good[5m])) > {})"
    assert same(none.format("sum", 0), none.format("max", 0))
    assert same(none.format("sum", 0), none.format("avg", 0))
    assert not same(none.format("sum", 0), none.format("min", 0))
    assert not same(none.format("sum", 0.1), none.format("max", 0.1))


@pytest.mark.parametrize("expr", ["a and on (x) b", "sum by (x) (a) / sum(b)", "histogram_quantile(0.9, sum by (le) (rate(a[5m])))"])
def test_of_what_is_joined_by_labels_nothing_is_said(expr: str) -> None:
    assert atoms(read(expr)) is None


def test_worlds_have_whatever_must_exist_with_what_exists() -> None:
    known = atoms(read("sum(rate(a[5m])) or sum(rate(a[10m]))"))
    assert known is not None
    assert sorted(sorted(atom.window_ms for atom in world) for world in worlds(known)) == [[], [300_000, 600_000], [600_000]]


def test_what_is_left_is_what_would_be_read() -> None:
    expr = read("(sum(rate(a[5m])) or sum(rate(b[5m]))) unless sum(rate(c[5m]))")
    known = atoms(expr)
    assert known is not None
    left = residue(expr, frozenset(atom for atom in known if atom.selector.metric == "b"))
    assert left is not None
    assert to_text(left) == "sum(rate(b[5m]))"
    assert residue(expr, known) is None
