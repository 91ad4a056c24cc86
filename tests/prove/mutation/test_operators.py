"""Faults: each makes another rule, which Prometheus can read, and which one it is depends on nothing but the rule."""

import pytest

from prove.mutation.subject import every, found, rule
from tocsin import promql
from tocsin.discovery import modules
from tocsin.prove.mutation.mutant import mutants
from tocsin.prove.mutation.rule import Rule

OPERATORS = {module.__name__.rpartition(".")[2]: module for module in modules("tocsin.prove.mutation.operators")}
LABELS = {"severity": "critical", "team": "search"}
SAYS = {"summary": "{{ $labels.pod }} has {{ $value }}"}

CASES = {
    "alternative": (
        'x{a=~"1|2"} > 1 and y{a=~"1|2",b!~"3|4"} / x{a=~"1|2"} > 0',
        ['x{a=~"2"} > 1 and y{a=~"1|2",b!~"3|4"} / x{a=~"2"} > 0', 'x{a=~"1|2"} > 1 and y{a=~"1|2",b!~"3"} / x{a=~"1|2"} > 0'],
    ),
    "aggregation": ("sum by (a) (avg_over_time(x[5m]))", ["max by (a) (avg_over_time(x[5m]))", "sum by (a) (min_over_time(x[5m]))"]),
    "comparison": ("x > 1 and y <= 2", ["x < 1 and y <= 2", "x > 1 and y >= 2"]),
    "grouping": ("sum by (a, b) (x) > on (a) y", ["sum by (a) (x) > on (a) y", "sum by (b) (x) > on (a) y", "sum by (a, b) (x) > on () y"]),
    "logic": ("x > 1 and y", ["x > 1 or y", "x > 1", "y"]),
    "matcher": ('x{a="b",c!="d"} > 1', ['x{c!="d"} > 1', 'x{a="b"} > 1']),
    "operands": ("a / b - c > 1", ["c - a / b > 1", "b / a - c > 1"]),
    "quantile": ("histogram_quantile(0.95, x) > 1", ["histogram_quantile(0.5, x) > 1", "histogram_quantile(0.99, x) > 1"]),
    "threshold": ("x > 10 and y < z == 0", ["x > 9 and (y < z) == 0", "x > 11 and (y < z) == 0", "x > 10 and (y < 0.9 * z) == 0"]),
    "window": ("rate(x[5m] offset 1h)", ["rate(x[2m30s] offset 1h)", "rate(x[5m])"]),
}


def texts(operator: str, changed: Rule) -> list[str]:
    return [promql.to_text(change.rule.expr) for change in OPERATORS[operator].changes(changed)]


@pytest.mark.parametrize("operator", sorted(CASES))
def test_an_operator_of_expressions_makes_the_faults_it_is_named_for(operator: str) -> None:
    expr, wanted = CASES[operator]
    assert set(wanted) <= set(texts(operator, rule(expr)))
    assert all(change.what for change in OPERATORS[operator].changes(rule(expr)))


def test_an_alert_waits_for_other_times_and_forgets_at_once() -> None:
    changed = list(OPERATORS["wait"].changes(rule("x > 1", **{"for": "10m", "keep_firing_for": "5m"})))
    assert [(each.rule.for_ms, each.rule.keep_firing_for_ms) for each in changed] == [
        (300_000, 300_000),
        (480_000, 300_000),
        (720_000, 300_000),
        (1_200_000, 300_000),
        (600_000, 0),
    ]


def test_each_label_is_lost_once_and_the_severity_is_another_once() -> None:
    changed = [dict(each.rule.labels) for each in OPERATORS["label"].changes(rule("x > 1", labels=LABELS))]
    assert changed == [{"team": "search"}, {"severity": "another", "team": "search"}, {"severity": "critical"}]


def test_an_annotation_loses_its_label_and_its_value_and_itself() -> None:
    changed = [dict(each.rule.annotations) for each in OPERATORS["annotation"].changes(rule("x > 1", annotations=SAYS))]
    assert changed == [{"summary": " has {{ $value }}"}, {"summary": "{{ $labels.pod }} has "}, {}]


def test_every_operator_is_tried_here() -> None:
    assert set(OPERATORS) == {*CASES, "wait", "label", "annotation"}


def test_every_mutant_of_a_platform_differs_from_its_rule_and_can_be_read() -> None:
    for mutant in every():
        assert mutant.diff, mutant.what
        assert promql.parse(promql.to_text(mutant.rule.expr)) == mutant.rule.expr


def test_the_same_rules_have_the_same_mutants_and_no_two_have_one_key() -> None:
    keys = [mutant.key for mutant in every()]
    assert keys == [mutant.key for mutant in every()]
    assert len(set(keys)) == len(keys)


def test_a_recording_that_an_alert_reads_is_mutated_too() -> None:
    recorded = {mutant.original.name for subject in found() for mutant in mutants(subject) if not mutant.original.is_alert}
    assert recorded == {"model_pod:queue:max"}
