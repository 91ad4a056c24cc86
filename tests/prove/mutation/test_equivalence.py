"""Mutants that no test can tell from the rule are recognised by a proof, and those that look like them are not."""

import json
from collections.abc import Mapping

import pytest

from prove.mutation.subject import rule
from tocsin.promql import to_text
from tocsin.prove.alerts.slices import read_rules
from tocsin.prove.mutation.equivalence import World, reason_of
from tocsin.prove.mutation.mutant import Mutant, mutants
from tocsin.prove.mutation.rule import parsed
from tocsin.prove.mutation.subject import Subject

NOTHING = World(recorded={})


def of(*rules: Mapping[str, object]) -> list[Mutant]:
    read = tuple(one for each in read_rules(json.dumps({"groups": [{"rules": rules}]})).rules if (one := parsed(each)) is not None)
    return list(mutants(Subject(place="", name="Hot", rules=read, at=(None,) * len(read), exams=())))


def equivalent(found: list[Mutant], world: World = NOTHING) -> set[str]:
    return {mutant.what for mutant in found if reason_of(mutant, world)}


def test_a_matcher_that_the_other_side_of_a_join_has_is_said_twice() -> None:
    assert equivalent(of({"alert": "Hot", "expr": 'x{a="1"} > 1 and y{a="1",b="2"} > 1'})) == {"`x` lost `a=1`", "`y` lost `a=1`"}


@pytest.mark.parametrize("matcher", ['a=~"1-.*"', 'a!="1"', 'a!=""', 'a!~"1|2"'])
def test_so_is_a_pattern_that_both_sides_have(matcher: str) -> None:
    found = equivalent(
        of({"alert": "Hot", "expr": f"sum by (a) (x{{{matcher}}}) / (sum by (a) (rate(y_total{{b='2',{matcher}}}[5m])) > 0) > 1"})
    )
    lost = matcher.replace('"', "")
    assert found == {f"`x` lost `{lost}`", f"`y_total` lost `{lost}`"}


@pytest.mark.parametrize(
    "expr",
    [
        'x{a="1"} > 1 or y{a="1"} > 1',
        'x{a="1"} > on (b) y{a="1"}',
        'sum(x{a="1"}) > sum(y{a="1"})',
        'sum by (b) (x{a="1"}) > ignoring (a) y{a="1"}',
        'x{a="1"} > 1 and y{a="2"}',
        'x{a="1"} unless y',
        'x{a="1"} > on (a) group_left () y{a="1"}',
        'x{a=~"1|2"} / y{a=~"1|2|3"}',
        'x{a=~"1|2"} / sum(y{a=~"1|2"})',
        'x{a=~"1|2"} / (y{a=~"1|2"} or z)',
        'x{a=~"1|2"} and absent(y{a=~"1|2"})',
        'x{a!=""} / on (b) y{a!=""}',
    ],
)
def test_a_matcher_counts_where_what_comes_in_may_find_a_partner(expr: str) -> None:
    assert not {what for what in equivalent(of({"alert": "Hot", "expr": expr})) if what.startswith("`x`")}


def test_a_matcher_is_said_twice_when_only_one_recording_can_be_meant() -> None:
    mutated = of({"alert": "Hot", "expr": 'r{a="1",b="2"} > 1'})
    assert equivalent(mutated, World(recorded={"r": ({"a": "1", "b": "2"}, {"a": "3", "b": "4"})})) == {"`r` lost `a=1`", "`r` lost `b=2`"}
    assert equivalent(mutated, World(recorded={"r": ({"a": "1", "b": "2"}, {"a": "3", "b": "2"})})) == {"`r` lost `b=2`"}
    assert equivalent(mutated, World(recorded={"r": ({},)})) == set()


def test_a_label_that_the_series_have_is_said_twice() -> None:
    mutated = of({"alert": "Hot", "expr": 'x{a="1"} > 1', "labels": {"a": "1", "b": "2"}})
    assert equivalent(mutated) == {"the label `a` was lost"}
    assert equivalent(of({"alert": "Hot", "expr": 'sum(x{a="1"}) > 1', "labels": {"a": "1"}})) == set()


def test_what_is_0_of_whatever_is_there_is_so_in_a_guard_too() -> None:
    whole = "sum(rate(e[5m]))"
    expr = f'x > 1 and on () (sum(rate(e{{s="1"}}[5m])) or 0 * {whole}) / ({whole} > 0.1) < 0.05'
    found = {to_text(mutant.rule.expr) for mutant in of({"alert": "Hot", "expr": expr}) if reason_of(mutant, NOTHING)}
    assert {"0 * max(rate(e[5m]))" in each for each in found} == {True, False}
    assert not any("(max(rate(e[5m])) > 0.1)" in each or "0 * sum(rate(e[150s]))" in each or "and 0 *" in each for each in found)


ZERO = "sum(rate(e[5m])) or 0 * (sum(rate(e[5m])) or sum(rate(o[5m])))"

SEEN = {"the right side of `or` was lost", "`or` became `and`", "the range `5m` became `10m`"}
"""Faults that make something of nothing, or nothing of 0."""


def test_nobody_sees_whether_a_value_is_0_or_missing_when_neither_fires() -> None:
    recorded = {"record": "r", "expr": f"({ZERO}) / sum(rate(o[5m]))"}
    found = equivalent(of(recorded, {"alert": "Hot", "expr": "r > 0.5"}))
    assert found >= SEEN


@pytest.mark.parametrize("reader", ["r < 0.5", "r > -1", "absent(r)", "avg_over_time(r[1h]) > 0.5", "r > 0.5 or r == 0"])
def test_a_0_counts_for_whoever_can_tell_it_from_nothing(reader: str) -> None:
    found = of({"record": "r", "expr": ZERO}, {"alert": "Hot", "expr": reader})
    told = {mutant.what for mutant in found if not mutant.original.is_alert and reason_of(mutant, NOTHING)}
    assert not told & SEEN


def test_a_limit_that_is_infinite_stays_so() -> None:
    assert equivalent(of(rule("x > -Inf").content())) == {"the limit of `>` became `-Inf`"}


SHARE = "sum(rate(e[5m])) / (((sum(rate(o[5m])) + sum(rate(e[5m]))) or sum(rate(e[5m]))) > 0)"
PRICE = "sum(rate(e[5m])) / (sum(rate(o[5m])) > 0)"
UNDER = "(sum(rate(c[5m])) - sum(rate(b[5m]))) / (sum(rate(c[5m])) > 0)"


@pytest.mark.parametrize("share", [SHARE, UNDER])
def test_nothing_by_nothing_compares_with_no_limit(share: str) -> None:
    assert "the limit of `>` became `-0.1`" in equivalent(of({"alert": "Hot", "expr": f"{share} > 0.5"}))


@pytest.mark.parametrize("expr", [f"{PRICE} > 0.5", f"{UNDER} < 0.5", "a / (b > 0) > 0.5", "sum(rate(a[5m])) / (sum(b) > 0) > 0.5"])
def test_a_guard_counts_where_something_may_be_divided_by_nothing(expr: str) -> None:
    assert "the limit of `>` became `-0.1`" not in equivalent(of({"alert": "Hot", "expr": expr}))


OK, BAD = 'sum(rate(ok{a="1"}[30m]))', 'sum(rate(bad{a="1"}[30m]))'
WHOLE = f"(({OK} + {BAD}) or {OK} or {BAD})"


def of_share(part: str, whole: str, reader: str = "r > 0.5") -> list[Mutant]:
    found = of({"record": "r", "expr": f"({part}) / ({whole} > 0)"}, {"alert": "Hot", "expr": reader})
    return [mutant for mutant in found if not mutant.original.is_alert]


def divided_by(found: list[Mutant], text: str) -> list[bool]:
    """Return whether each fault is equivalent that makes `text` stand in the divisor."""
    return [bool(reason_of(mutant, NOTHING)) for mutant in found if text in to_text(mutant.rule.expr).rpartition(" / (")[2]]


def test_what_divides_nothing_bad_may_be_any_number() -> None:
    found = of_share(f"{BAD} or 0 * {WHOLE}", WHOLE)
    assert divided_by(found, 'or max(rate(ok{a="1"}[30m]))') == [True]
    assert divided_by(found, 'or sum(rate(ok{a="1"}[15m]))') == [True]
    # A longer window may hold good events where there are bad ones; and what is bad is divided by what is bad.
    assert divided_by(found, 'or sum(rate(ok{a="1"}[1h]))') == [False]
    assert divided_by(found, 'or max(rate(bad{a="1"}[30m]))') == [False]


def test_what_divides_nothing_bad_counts_where_0_is_seen() -> None:
    assert divided_by(of_share(f"{BAD} or 0 * {WHOLE}", WHOLE, "r < 0.5"), 'or min(rate(ok{a="1"}[30m]))') == [False]


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ('sum(rate(m{a="1",code="500"}[30m])) or 0 * sum(rate(m{a="1"}[30m]))', 'sum(rate(m{a="1"}[30m]))'),
        (f"{BAD} or 0 * {WHOLE}", WHOLE),
        (f"{WHOLE} - ({OK} or 0 * {WHOLE})", WHOLE),
        ("sum(count_over_time(up[30m])) - sum(sum_over_time(up[30m]))", "(sum(count_over_time(up[30m])) / 1800)"),
    ],
)
def test_a_guard_is_not_needed_where_nothing_is_divided_by_nothing(part: str, whole: str) -> None:
    assert "the limit of `>` became `-0.1`" in equivalent(of_share(part, whole))


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ('sum(rate(m{code="500"}[30m]))', 'sum(rate(m{a="1"}[30m]))'),
        ('sum(rate(m{a="1",code="500"}[30m]))', 'sum(rate(m{a="1"}[5m]))'),
        ("sum(up)", "sum(sum_over_time(up[30m]))"),
        ("sum(up)", "(sum(count_over_time(up[30m])) / -1800)"),
    ],
)
def test_a_guard_is_needed_where_something_may_be_divided_by_nothing(part: str, whole: str) -> None:
    assert "the limit of `>` became `-0.1`" not in equivalent(of_share(part, whole))


def test_a_lost_label_is_a_fault_whatever_the_expression_says() -> None:
    assert not equivalent(of({"alert": "Hot", "expr": f"{WHOLE} > 1", "labels": {"team": "ml"}})) & {"the label `team` was lost"}


def test_the_size_of_a_difference_has_no_sign() -> None:
    assert "the operands of `-` were swapped" in equivalent(of({"alert": "Hot", "expr": "abs(x - y) > 1"}))
    assert "the operands of `-` were swapped" not in equivalent(of({"alert": "Hot", "expr": "(x - y) > 1"}))
    assert "the operands of `-` were swapped" in equivalent(of({"alert": "Hot", "expr": "abs(x - on (a) group_left y) > 1"}))
    assert "the operands of `-` were swapped" not in equivalent(of({"alert": "Hot", "expr": "-(x - on (a) group_left y) > 1"}))


_COUNTED = "(sum by (a) (rate(x[5m])) or sum by (a) (rate(y[5m])))"


def test_a_label_of_a_total_that_only_stands_in_for_another_is_lost_without_a_trace() -> None:
    expr = f"{_COUNTED} - (sum by (a) (rate(x[5m])) or 0 * {_COUNTED})"
    lost = [mutant for mutant in of({"record": "r", "expr": expr}) if mutant.operator == "grouping"]
    told = [to_text(mutant.rule.expr) for mutant in lost if reason_of(mutant, NOTHING)]
    assert told == [expr.replace("0 * (sum by (a) (rate(x[5m]))", "0 * (sum(rate(x[5m]))")]


@pytest.mark.parametrize("expr", ["sum by (a) (rate(x[5m])) > 1", _COUNTED, f"{_COUNTED} > 0", f"0 * {_COUNTED}"])
def test_a_label_of_a_total_counts_where_somebody_reads_it(expr: str) -> None:
    lost = [mutant for mutant in of({"record": "r", "expr": expr}) if mutant.operator == "grouping"]
    assert lost
    assert not [mutant.what for mutant in lost if reason_of(mutant, NOTHING)]


@pytest.mark.parametrize(
    ("recorded", "same"),
    [
        ("max(x or 0 * absent(x))", {"the range `1m` became `30s`", "the range `1m` became `2m`"}),
        ("max(x)", set()),
        ("max(x or 0 * absent(y))", set()),
        ("max by (a) (x or 0 * absent(x))", set()),
    ],
)
def test_how_far_back_something_was_recorded_is_the_same_where_every_evaluation_records_it(recorded: str, same: set[str]) -> None:
    found = of({"record": "r", "expr": recorded}, {"alert": "Hot", "expr": "r == 0 and present_over_time(r[1m] offset 1m)"})
    assert {what for what in equivalent(found) if "range" in what or "offset" in what} == same
