"""The labels that a result is said to have are those that Prometheus gives it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from answered import Asked, refusal
from conftest import Judge
from expression import read
from tocsin.promql import OutputLabels, output_labels

SERIES = {
    'x{job="api",model="a",pod="p1"}': 2,
    'y{job="api",model="a",team="t"}': 4,
    'z{model="a"}': 8,
    'b_bucket{model="a",le="1"}': 5,
    'b_bucket{model="a",le="+Inf"}': 10,
}
LABELS = {
    "x": {"__name__", "job", "model", "pod"},
    "y": {"__name__", "job", "model", "team"},
    "z": {"__name__", "model"},
    "b_bucket": {"__name__", "model", "le"},
}

# Expression, the one sample that Prometheus gives for it, its value.
RESULTS = [
    ("x", 'x{job="api",model="a",pod="p1"}', 2),
    ('x{job="api",team=""}', 'x{job="api",model="a",pod="p1"}', 2),
    ("-x", '{job="api",model="a",pod="p1"}', -2),
    ("x * 2", '{job="api",model="a",pod="p1"}', 4),
    ("2 < x * 2", '{job="api",model="a",pod="p1"}', 4),
    ("x > 1", 'x{job="api",model="a",pod="p1"}', 2),
    ("x > bool 1", '{job="api",model="a",pod="p1"}', 1),
    ("x > scalar(z) - 7", 'x{job="api",model="a",pod="p1"}', 2),
    ("rate(x[2m])", '{job="api",model="a",pod="p1"}', 0),
    ("last_over_time(x[2m])", 'x{job="api",model="a",pod="p1"}', 2),
    ("max_over_time(x[2m:1m])", '{job="api",model="a",pod="p1"}', 2),
    ("quantile_over_time(0.5, x[2m])", '{job="api",model="a",pod="p1"}', 2),
    ("sort_desc(x)", 'x{job="api",model="a",pod="p1"}', 2),
    ("sum(x)", "{}", 2),
    ("sum by (model, team) (x)", '{model="a"}', 2),
    ('sum by (model, job) (x{job="api"})', '{job="api",model="a"}', 2),
    ("sum by (__name__) (x)", "x", 2),
    ("sum without (pod) (x)", '{job="api",model="a"}', 2),
    ("topk by (job) (1, x)", 'x{job="api",model="a",pod="p1"}', 2),
    ('count_values("value", x)', '{value="2"}', 1),
    ('count_values by (model) ("value", x)', '{model="a",value="2"}', 1),
    ('count_values without (model) ("job", x)', '{job="2",pod="p1"}', 1),
    ("x / on (model) y", '{model="a"}', 0.5),
    ('x / on (model) y{model="a"}', '{model="a"}', 0.5),
    ("x / ignoring (pod, team) y", '{job="api",model="a"}', 0.5),
    ("x < ignoring (pod, team) y", 'x{job="api",model="a"}', 2),
    ("x < on (model) y", '{model="a"}', 2),
    ("x < bool on (model) y", '{model="a"}', 1),
    ("x * on (model) group_left (team) y", '{job="api",model="a",pod="p1",team="t"}', 8),
    ("x * on (model) group_left (job) z", '{model="a",pod="p1"}', 16),
    ('x * on (model) group_left (team) y{team="t"}', '{job="api",model="a",pod="p1",team="t"}', 8),
    ("x < on (model) group_left (team) y", 'x{job="api",model="a",pod="p1",team="t"}', 2),
    ("z * on (model) group_right () y", '{job="api",model="a",team="t"}', 32),
    ("z / sum by (model) (x)", '{model="a"}', 4),
    ("sum by (model) (x) / z", '{model="a"}', 0.25),
    ("sum by (model, pod) (x) / ignoring (pod) z", '{model="a"}', 0.25),
    ("x / ignoring (pod) group_left () sum by (model, job) (y)", '{job="api",model="a",pod="p1"}', 0.5),
    ('x and on (model) y{model="a"}', 'x{job="api",model="a",pod="p1"}', 2),
    ("x unless on (model) z{model='b'}", 'x{job="api",model="a",pod="p1"}', 2),
    ('x{job="none"} or y', 'y{job="api",model="a",team="t"}', 4),
    ('x or y{job="none"}', 'x{job="api",model="a",pod="p1"}', 2),
    ('sum(x{job="none"}) or vector(0)', "{}", 0),
    ('x{job="api"} or vector(0) > 1', 'x{job="api",model="a",pod="p1"}', 2),
    ("vector(scalar(x))", "{}", 2),
    ("time() - 120", "{}", 0),
    ("year()", "{}", 1970),
    ("year(x)", '{job="api",model="a",pod="p1"}', 1970),
    ('absent(gone{job="api",model=~"a",team!="t",pod=""})', '{job="api"}', 1),
    ('absent(gone{job="api",job="b",model="a"})', '{model="a"}', 1),
    ('absent(gone{job!="b",job="api",model="a"})', '{model="a"}', 1),
    ('absent_over_time(gone{job="api"}[5m])', '{job="api"}', 1),
    ('absent(sum(gone{job="api"}))', "{}", 1),
    ("histogram_quantile(0.5, b_bucket)", '{model="a"}', 1),
    ('label_replace(x, "team", "blue", "", "")', 'x{job="api",model="a",pod="p1",team="blue"}', 2),
    ('label_replace(x, "team", "$1", "pod", "p(.*)")', 'x{job="api",model="a",pod="p1",team="1"}', 2),
    ('label_replace(x, "pod", "", "", "")', 'x{job="api",model="a"}', 2),
    ('label_replace(sum by (model) (x), "model", "b", "model", "none")', '{model="a"}', 2),
    ('label_join(x, "job", "-", "job", "model")', 'x{job="api-a",model="a",pod="p1"}', 2),
]


def test_prometheus_gives_these_samples(judge: Judge, tmp_path: Path) -> None:
    asked = [Asked(expr, "2m", {sample: value}) for expr, sample, value in RESULTS]
    series = {name: f"{value}x4" for name, value in SERIES.items()}
    assert refusal(judge("promtool"), tmp_path, asked, series=series) == ""


@pytest.mark.parametrize(("expr", "sample"), [(expr, sample) for expr, sample, _ in RESULTS], ids=[expr for expr, _, _ in RESULTS])
def test_output_labels_says_what_prometheus_gives(expr: str, sample: str) -> None:
    labels = labels_of(expr)
    real = dict(re.findall(r'(\w+)="([^"]*)"', sample))
    if name := sample.partition("{")[0]:
        real["__name__"] = name
    possible = labels.names(set().union(*[LABELS.get(selector.metric or "", set()) for selector in labels.series]))
    assert real.keys() <= possible
    # A union can give the labels of either side, and what a label is taken from may lack it; all else gives whatever is possible.
    assert real.keys() == possible or " or " in expr or "group_left (job)" in expr
    assert labels.fixed.items() <= real.items()
    assert all(labels.may_have(label) for label in real)


@pytest.mark.parametrize(
    ("expr", "fixed"),
    [
        ('x{job="api",model=~"a"}', {"__name__": "x", "job": "api"}),
        ('sum by (model) (rate(x{job="api",model="a"}[5m]))', {"model": "a"}),
        ('x / on (model) y{model="a",team="t"}', {"model": "a"}),
        ('x / y{model="a"}', {"model": "a"}),
        ('x and ignoring (model) y{model="a",job="api"}', {"__name__": "x", "job": "api"}),
        ('x unless y{job="api"}', {"__name__": "x"}),
        ('x{job="api",model="a"} or y{job="api",model="b"}', {"job": "api"}),
        ('x * on (model) group_left (team) y{team="t"}', {"team": "t"}),
        ('absent(x{job="api",model=~"a"})', {"job": "api"}),
        ('label_replace(x, "severity", "warning", "", "")', {"__name__": "x", "severity": "warning"}),
        ('label_replace(x{job="api"}, "job", "b", "pod", "p")', {"__name__": "x"}),
        ('label_join(rate(x{job="api"}[5m]), "job", "-", "job", "pod")', {}),
        ("{__name__=~'x|y'}", {}),
        ("vector(1)", {}),
    ],
)
def test_a_value_is_fixed_where_every_sample_must_have_it(expr: str, fixed: dict[str, str]) -> None:
    assert labels_of(expr).fixed == fixed


def test_by_leaves_exactly_its_labels_and_without_all_but_its_own() -> None:
    by, without = labels_of("sum by (model) (x)"), labels_of("sum without (pod) (x)")
    assert by.only == frozenset({"model"})
    assert not by.may_have("pod")
    assert without.only is None
    assert without.dropped == {"__name__", "pod"}
    assert without.may_have("anything")


def test_a_label_that_the_series_lack_is_not_in_the_result() -> None:
    assert labels_of("sum by (model, team) (x)").names(["model", "pod"]) == {"model"}


def test_the_series_whose_labels_pass_through_are_named() -> None:
    assert [selector.metric for selector in labels_of("z * on (model) group_right () y or x").series] == ["y", "x"]
    assert labels_of("absent(x) or vector(scalar(y))").series == ()


def labels_of(text: str) -> OutputLabels:
    return output_labels(read(text))
