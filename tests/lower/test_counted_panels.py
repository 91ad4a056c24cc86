"""What a share is of, and what an objective on events is about, is drawn beside it."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from lower.shop import asked
from tocsin import ir

_SPEC = """
platform: {name: shop, namespace: ml}
metrics:
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, status: code}}
  errors: {ratio: {of: requests, where: {status: {matches: 5..}}}}
  refused: {ratio: {of: requests, where: {status: "429"}}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}, buckets: [100ms, 1s, 2500ms]}
"""


def _rows(compile_spec: CompileSpec, model: str) -> dict[str, list[ir.Panel]]:
    built = compile_spec(f"{_SPEC}models: {{chat: {{{model}}}}}\n")
    assert not built.diagnostics, built.diagnostics
    (dashboard,) = built.compiled[0].platform.dashboards
    return {row.title: [panel for panel in row.panels if isinstance(panel, ir.Panel)] for row in dashboard.rows}


@pytest.mark.parametrize(
    "model",
    [
        "thresholds: {errors: {above: 5%}, refused: {above: 1%}}",
        "slos: {answered: {metric: errors, objective: 99%}}",
    ],
)
def test_what_a_share_is_of_is_drawn_once_by_what_it_counts(compile_spec: CompileSpec, model: str) -> None:
    (picture,) = _rows(compile_spec, model)["Metrics"]
    assert picture.title == "Requests by status"
    assert picture.unit.grafana == "reqps"
    assert asked(picture) == [("{{code}}", 'sum by (code) (rate(requests_total{model="chat",namespace="ml"}[$__rate_interval]))')]


@pytest.mark.parametrize("more", ["panels: [requests]", "panels: null"])
def test_it_is_not_drawn_again_nor_against_its_author_s_will(compile_spec: CompileSpec, more: str) -> None:
    rows = _rows(compile_spec, f"thresholds: {{errors: {{above: 5%}}}}, {more}")
    assert not [panel.title for row in rows.values() for panel in row if "by status" in panel.title]


def test_an_objective_on_events_shows_its_histogram_with_the_limit(compile_spec: CompileSpec) -> None:
    rows = _rows(compile_spec, "slos: {quick: {metric: latency, under: 2500ms, objective: 95%}}")
    picture = rows["SLOs"][-1]
    assert (picture.title, [legend for legend, _ in asked(picture)]) == ("Latency", ["p50", "p95", "p99"])
    assert [(line.op, line.value) for line in picture.lines] == [(">", 2.5)]
    assert picture.promise == "The objective is that it is not above 2500ms for 95% of events over 30d."


def test_a_picture_that_is_there_has_the_limit_of_the_objective(compile_spec: CompileSpec) -> None:
    rows = _rows(compile_spec, "slos: {quick: {metric: latency, under: 2500ms, objective: 95%}}, panels: [latency: [p50, p95, p99]]")
    (picture,) = rows["Metrics"]
    assert [line.value for line in picture.lines] == [2.5]
    assert picture.promise == "The objective is that it is not above 2500ms for 95% of events over 30d."
    assert "Latency" not in [panel.title for panel in rows["SLOs"]]
