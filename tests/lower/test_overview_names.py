"""In an overview each model has a line and its values, whatever its series call it, and none has those of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from answered import Asked, refusal
from conftest import CompileSpec, Judge
from lower.test_overview import dashboards, tables

_SPEC = """
platform: {name: shop, namespace: ml}
metrics:
  queue: {series: queue_depth, type: gauge, unit: requests, labels: {model: model_id}}
  busy: {series: busy, type: gauge, unit: ratio, labels: {model: model}}
  seats: {series: seats, type: gauge, unit: value, labels: {seat: seat}}
  done: {series: done_total, type: counter, unit: requests, labels: {model: model, code: code}}
  errors: {ratio: {of: done, where: {code: "500"}}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}}
  heard: {series: mute_heard, type: gauge, unit: value}
defaults: {models: {scrape: {port: http}}}
models:
  chat:
    workload: {deployment: chat}
    thresholds: {queue: {above: 10}, seats: {above: 1}, errors: {above: 5%}, busy: {below: 10%}}
  code:
    known_as: Coder/7b
    workload: {deployment: code}
    thresholds: {queue: {above: 20}, seats: {above: 1}, errors: {above: 5%}, busy: {below: 10%}}
  rank: {namespace: search, workload: {deployment: rank}, thresholds: {queue: {above: 20}}}
  rank-canary: {known_as: rank, workload: {deployment: rank-canary}, thresholds: {queue: {above: 20}}}
  mute: {scrape: null, thresholds: {heard: {absent: true}}}
"""
_ML, _SEARCH = 'namespace="ml"', 'namespace="search"'
_SERIES = {
    f'queue_depth{{model_id="chat",pod="a",{_ML}}}': "3x40",
    f'queue_depth{{model_id="chat",pod="b",{_ML}}}': "5x40",
    f'queue_depth{{model_id="Coder/7b",{_ML}}}': "7x40",
    # A namesake of another namespace, what was called so before, and a stranger.
    f'queue_depth{{model_id="rank",{_SEARCH}}}': "11x40",
    f'queue_depth{{model_id="rank",{_ML}}}': "13x40",
    f'queue_depth{{model_id="code",{_ML}}}': "17x40",
    f'queue_depth{{model_id="stranger",{_ML}}}': "19x40",
    'queue_depth{model_id="chat",namespace="staging"}': "23x40",
    f'busy{{model="chat",pod="a",{_ML}}}': "0.25x40",
    f'busy{{model="chat",pod="b",{_ML}}}': "0.5x40",
    f'busy{{model="Coder/7b",{_ML}}}': "0.75x40",
    f'seats{{seat="1",job="chat",{_ML}}}': "2x40",
    f'seats{{seat="1",job="code",{_ML}}}': "4x40",
    f'done_total{{model="chat",code="200",{_ML}}}': "0+60x40",
    f'done_total{{model="chat",code="500",{_ML}}}': "0+60x40",
    f'done_total{{model="Coder/7b",code="200",{_ML}}}': "0+180x40",
    f'done_total{{model="Coder/7b",code="500",{_ML}}}': "0+60x40",
    'ALERTS{alertname="QueueHigh",alertstate="firing",environment="default",platform="shop",severity="warning",model="code"}': "1x40",
}


def test_prometheus_answers_for_each_by_its_own_name(compile_spec: CompileSpec, tmp_path: Path, judge: Judge) -> None:
    found = tables(dashboards(compile_spec, _SPEC)["shop-default-overview"])["Models"]

    def now(column: str, **values: float) -> Asked:
        return Asked(found[column], "30m", {f'{{model="{name.replace("_", "-")}"}}': value for name, value in values.items()})

    answers = [
        now("State", chat=0, code=2, rank=0, rank_canary=0, mute=0),
        now("Queue", chat=5, code=7, rank=11, rank_canary=13),
        now("Seats", chat=2, code=4),
        now("Errors", chat=0.5, code=0.25),
        now("Busy", chat=0.25, code=0.75),
    ]
    assert refusal(judge("promtool"), tmp_path, answers, series=_SERIES) == ""


def test_of_what_equally_many_watch_the_gravest_is_a_column(compile_spec: CompileSpec) -> None:
    watched = "queue: {above: 9}, busy: {below: 1%}, latency: {quantile: 0.95, above: 9s}, seats: {above: 9}, errors: {above: 9%}"
    spec = _SPEC[: _SPEC.index("models:\n")] + f"models: {{a: {{thresholds: {{{watched}}}}}, b: {{thresholds: {{{watched}}}}}}}\n"
    by_order = tables(dashboards(compile_spec, spec)["shop-default-overview"])["Models"]
    assert [*by_order][2:] == ["Queue", "Busy", "Latency p95", "Seats"]
    graver = spec.replace("errors: {above: 9%}", "errors: {above: {warning: 9%, critical: 20%}}")
    assert [*tables(dashboards(compile_spec, graver)["shop-default-overview"])["Models"]][2:] == ["Queue", "Busy", "Latency p95", "Errors"]


@pytest.mark.parametrize(("count", "named"), [(100, True), (101, False)])
def test_a_hundred_are_named(compile_spec: CompileSpec, count: int, *, named: bool) -> None:
    models = "".join(f"  m{number}: {{known_as: called-{number}, thresholds: {{queue: {{above: 9}}}}}}\n" for number in range(count))
    found = tables(dashboards(compile_spec, _SPEC[: _SPEC.index("defaults:")] + f"models:\n{models}")["shop-default-overview"])["Models"]
    assert ('label_replace(vector(0), "model", "m99", "", "")' in found["State"]) is named
    assert ("Queue" in found) is named
