"""An OpenSLO document means what the section `slos` would have said, and is found wherever its places are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from front.slo_rules import rules
from tocsin.pipeline import build
from tocsin.source import Document, parse_several

_PLATFORM = "platform: {name: shop, namespace: ml}\n"
_NATIVE = """
metrics:
  bad: {series: answers_total, type: counter, unit: events, own: false, where: {code: {matches: "5.."}, shop: {not: test}}}
  all: {series: answers_total, type: counter, unit: events, own: false, where: {shop: {not: test}}}
  up: {series: up, type: gauge, unit: bool, own: false, where: {job: forecast}}
models:
  forecast:
    scrape: {port: http}
    slos:
      scraped: {metric: up, objective: 99%, at_least: 10, alert: ScrapesMissing}
      answered: {bad: bad, total: all, objective: 99.9%, period: 7d}
      answered-2: {bad: bad, total: all, objective: 0.99, period: 7d}
"""
_TAKING = """
models:
  forecast:
    scrape: {port: http}
    slos:
      scraped: {openslo: up, at_least: 10, alert: ScrapesMissing}
"""
_OPENSLO = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: answered}
spec:
  service: forecast
  indicator:
    spec:
      ratioMetric:
        counter: %s
        bad: {metricSource: {type: Prometheus, spec: {query: '%s'}}}
        total: {metricSource: {type: Prometheus, spec: {query: '%s'}}}
  timeWindow: [{duration: 1w, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{targetPercent: 99.9}, {target: 0.99}]
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: up}
spec:
  service: nobody
  indicator: {spec: {thresholdMetric: {metricSource: {type: Prometheus, spec: {query: 'up{job="forecast"}'}}}}}
  budgetingMethod: Occurrences
  objectives: [{op: gte, value: 1, target: 0.99}]
"""
_BAD, _ALL = 'answers_total{code=~"5..",shop!="test"}', 'answers_total{shop!="test"}'


@pytest.mark.parametrize(
    ("counter", "form"),
    [("true", "%s"), ("true", "sum(%s)"), ("false", "sum(rate(%s[5m]))"), ("false", "sum(increase(%s[{{.window}}]))")],
)
def test_a_document_compiles_to_the_rules_of_the_section_that_says_the_same(counter: str, form: str) -> None:
    documents = _OPENSLO % (counter, form % _BAD, form % _ALL)
    assert rules(_PLATFORM + _TAKING, documents) == rules(_PLATFORM + _NATIVE)


_VALUE = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: kept}
spec:
  service: forecast
  indicator: {spec: {thresholdMetric: {metricSource: {type: Prometheus, spec: {query: '%s'}}}}}
  budgetingMethod: Occurrences
  objectives: [{op: %s, value: 0.8, target: 0.99}]
"""


@pytest.mark.parametrize(
    ("query", "op", "metric", "limit"),
    [
        (
            'accuracy{job="forecast"}',
            "gte",
            "{series: accuracy, type: gauge, unit: count, own: false, where: {job: forecast}}",
            "not_below: 0.8",
        ),
        (
            'histogram_quantile(0.9, sum by (le) (rate(seconds_bucket{job="forecast"}[{{.window}}])))',
            "lte",
            "{series: seconds, type: histogram, unit: count, own: false, where: {job: forecast}}",
            "quantile: 0.9, interpolate: true, not_above: 0.8",
        ),
        ("avg(accuracy) / 2", "gte", "{expr: avg(accuracy) / 2, unit: count}", "not_below: 0.8"),
        # Of all observations none is greater, which is no quantile of `slos`.
        (
            "histogram_quantile(1, sum by (le) (rate(seconds_bucket[5m])))",
            "lte",
            '{expr: "histogram_quantile(1, sum by (le) (rate(seconds_bucket[5m])))", unit: count}',
            "not_above: 0.8",
        ),
    ],
)
def test_a_value_is_good_at_each_evaluation_at_which_it_keeps_its_limit(query: str, op: str, metric: str, limit: str) -> None:
    known = "  accuracy: {series: accuracy, type: gauge, unit: count}\n  seconds: {series: seconds, type: histogram, unit: count}\n"
    native = f"metrics:\n{known}  value: {metric}\nmodels: {{forecast: {{slos: {{kept: {{metric: value, {limit}, objective: 99%}}}}}}}}\n"
    ours = rules(_PLATFORM + native)
    assert "slo:limit_kept:bool" in ours
    theirs = rules(_PLATFORM + f"metrics:\n{known}models: {{forecast: {{}}}}\n", _VALUE % (query, op))
    assert theirs.replace("kept:value", "value") == ours


def test_a_query_is_counted_as_it_stands_and_not_narrowed_to_the_model() -> None:
    text = rules(_PLATFORM + _TAKING, _OPENSLO % ("true", _BAD, _ALL))
    assert 'rate(answers_total{shop!="test"}[2m])' in text


_DECLARED = """\
use: [kserve]
metrics: {requests: {series: answers_total, type: counter, unit: requests, labels: {code: code}}}
"""


@pytest.mark.parametrize(
    ("good", "total"),
    [
        ('answers_total{code!~"5.."}', "answers_total"),  # declared with a unit, for which OpenSLO has no word
        ('request_predict_seconds_bucket{le="0.5"}', "request_predict_seconds_count"),  # a histogram that a pack knows
        ('answer_seconds_bucket{le="0.5"}', "answer_seconds_count"),
    ],
)
def test_what_spec_or_pack_know_already_is_counted_too(good: str, total: str) -> None:
    documents = (_OPENSLO % ("true", f"sum({good})", f"sum({total})")).replace("bad:", "good:")
    assert f"rate({good}[2m])" in rules(_PLATFORM + _DECLARED + _TAKING, documents)


def test_a_bucket_is_found_as_prometheus_2_and_3_store_its_edge() -> None:
    documents = (_OPENSLO % ("true", 'sum(request_predict_seconds_bucket{le="1"})', "sum(request_predict_seconds_count)")).replace(
        "bad:", "good:"
    )
    found = rules(_PLATFORM + _DECLARED + _TAKING, documents)
    assert r'request_predict_seconds_bucket{le=~"1(\\.0)?"}[2m]' in found
    assert 'le="1"' not in found


def test_what_a_document_says_can_be_patched_in_an_environment() -> None:
    patch = "environments: {staging: {patch: {models: {forecast: {slos: {answered: {objective: 95%}}}}}}}\n"
    files = {"a.yaml": (_PLATFORM + _TAKING + patch).encode(), "b.yaml": (_OPENSLO % ("true", _BAD, _ALL)).encode()}
    built = build({"shop": files})
    assert not built.diagnostics
    assert "vector(0.95)" in built.artifacts["staging/shop/rules/shop-forecast.yaml"]


def test_each_document_of_a_file_keeps_its_lines() -> None:
    text = "# first\na: 1\n---\n\n--- # second\nb:\n  c: 2\n...\n---\nd: 3\n"
    documents = parse_several("x.yaml", text.encode())
    assert isinstance(documents, tuple)
    assert [document.value for document in documents] == [{"a": 1}, {"b": {"c": 2}}, {"d": 3}]
    spans = [document.span(route) for document, route in zip(documents, (("a",), ("b", "c"), ("d",)), strict=True)]
    assert [(span.line, span.column) for span in spans] == [(2, 4), (7, 6), (10, 4)]


def test_a_file_of_one_document_is_the_same_alone() -> None:
    documents = parse_several("x.yaml", b"a: 1\n")
    assert isinstance(documents, tuple)
    assert all(isinstance(document, Document) for document in documents)
    assert [document.value for document in documents] == [{"a": 1}]


_JUNK: tuple[Any, ...] = (None, 3, -1.5, "x", [], {}, [1], {"a": 1}, True, "up{", "1d", [{}], "Prometheus", "sum(up)", "rate(x[5m])")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_a_document_says_it_is_answered(data: st.DataObject) -> None:
    documents = list(yaml.safe_load_all(_OPENSLO % ("true", _BAD, _ALL)))
    path = data.draw(st.sampled_from(sorted(_paths(documents), key=str)))
    here: Any = documents
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = data.draw(st.sampled_from(_JUNK))
    text = yaml.safe_dump_all(documents)
    built = build({"shop": {"a.yaml": (_PLATFORM + _TAKING).encode(), "b.yaml": text.encode()}})
    assert bool(built.artifacts) != bool(built.diagnostics)


def _paths(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _paths(each, (*path, key))
