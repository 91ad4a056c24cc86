"""Mutants of what counts: whole numbers, never negative ones, and joins on a label that is the same everywhere."""

import pytest

from prove.mutation.test_equivalence import equivalent, of

TOLD = {"summary": "It is {{ $value }}."}


def test_sum_mean_and_greatest_of_what_is_never_negative_are_zero_together() -> None:
    assert equivalent(of({"alert": "Hot", "expr": "max(rate(x[5m])) > 0"})) >= {"`max` became `sum`", "`max` became `avg`"}
    assert equivalent(of({"alert": "Hot", "expr": "max(changes(x[5m])) == 0", "annotations": TOLD})) >= {
        "`max` became `sum`",
        "`max` became `avg`",
    }
    hidden = {"alert": "Hot", "expr": "y > 1 and sum(rate(x[5m])) > 0", "annotations": TOLD}
    assert equivalent(of(hidden)) >= {"`sum` became `max`", "`sum` became `avg`"}


@pytest.mark.parametrize(
    "expr",
    [
        "max(delta(x[5m])) > 0",
        "max(rate(x[5m])) > 1",
        "max(x) > 0",
        "max(rate(x[5m])) < 0",
        "max(rate(x[5m])) + 1 > 0",
        "max(-rate(x[5m])) > 0",
    ],
)  # fmt: skip
def test_others_are_not(expr: str) -> None:
    assert not {what for what in equivalent(of({"alert": "Hot", "expr": expr})) if what.startswith("`max`")}


def test_a_value_that_is_told_tells_them_apart() -> None:
    told = equivalent(of({"alert": "Hot", "expr": "max(rate(x[5m])) > 0", "annotations": TOLD}))
    assert not {what for what in told if what.startswith("`max`")}
    assert not {what for what in equivalent(of({"alert": "Hot", "expr": "max(rate(x[5m])) > 0"})) if what == "`max` became `min`"}


@pytest.mark.parametrize(
    ("expr", "limits"),
    [
        ("count(x) > 0", {"-0.1", "0.1"}),
        ("max(changes(x[5m])) > 0", {"0.1"}),
        ("sum(changes(x[5m])) > 3", {"3.3"}),
        ("avg(changes(x[5m])) > 0", set()),
        ("max(x) > 0", set()),
        ("count(x) > 10", set()),
    ],
)
def test_a_limit_of_whole_numbers_may_lie_anywhere_between_two_of_them(expr: str, limits: set[str]) -> None:
    found = {what for what in equivalent(of({"alert": "Hot", "expr": expr})) if what.startswith("the limit")}
    assert found == {f"the limit of `>` became `{limit}`" for limit in limits}


@pytest.mark.parametrize(("recorded", "limits"), [("max(changes(x[5m]))", {"3.3"}), ("avg(changes(x[5m]))", set()), ("max(x)", set())])
def test_it_may_have_been_recorded(recorded: str, limits: set[str]) -> None:
    rules = of({"record": "model:x:changes5m", "expr": recorded}, {"alert": "Hot", "expr": "model:x:changes5m > 3"})
    found = {what for what in equivalent(rules) if what.startswith("the limit of")}
    assert found == {f"the limit of `>` became `{limit}`" for limit in limits}


def test_a_label_that_both_sides_of_a_join_have_is_joined_on_for_nothing() -> None:
    expr = 'x{a="1"} and on (a, b) y{a="1"} > 1'
    assert "`and on` lost `a`" in equivalent(of({"alert": "Hot", "expr": expr}))
    assert "`and on` lost `b`" not in equivalent(of({"alert": "Hot", "expr": expr}))
    for other in ('x{a="1"} and on (a, b) y{a="2"} > 1', 'x and on (a, b) y{a="1"} > 1', 'x{a="1"} * on (a, b) y{a="1"} > 1'):
        assert not {what for what in equivalent(of({"alert": "Hot", "expr": other})) if what.endswith("lost `a`") and " on`" in what}
