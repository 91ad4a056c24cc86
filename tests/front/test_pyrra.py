"""An object of Pyrra's means what the section `slos` would have said of the model that takes it."""

from __future__ import annotations

import pytest

from front.slo_rules import rules

_PLATFORM = 'platform: {name: shop, namespace: ml, cluster: {prometheus: {version: "3.5", evaluation_interval: 30s}}}\n'
_TAKING = "models: {forecast: {slos: {kept: {pyrra: requests}}}}\n"
_OBJECT = """\
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata:
  name: requests
  namespace: monitoring
  labels: {pyrra.dev/team: answers, app: shop}
  annotations: {pyrra.dev/summary: No answers, pyrra.dev/title: Answers, note: none}
spec:
  target: "99.5"
  window: 2w
  description: Nearly every request has an answer.
  indicator: %s
  alerting: {name: AnswersMissing, absent: false}
"""
_NATIVE = """\
metrics:
%s
models:
  forecast:
    slos:
      kept: {%s, objective: 99.5%%, period: 14d, alert: AnswersMissing, absent: false, labels: {team: answers},
        summary: No answers, annotations: {title: Answers}}
"""
_FORMS = {
    "ratio": (
        "{ratio: {errors: {metric: 'answers_total{code=~\"5..\"}'}, total: {metric: answers_total}}}",
        (
            "  bad: {series: answers_total, type: counter, unit: events, own: false, where: {code: {matches: '5..'}}}\n"
            "  all: {series: answers_total, type: counter, unit: events, own: false}"
        ),
        "bad: bad, total: all",
    ),
    "grouped": (
        "{ratio: {errors: {metric: 'answers_total{code=~\"5..\"}'}, total: {metric: answers_total}, grouping: [handler, tenant]}}",
        (
            "  bad: {series: answers_total, type: counter, unit: events, own: false, where: {code: {matches: '5..'}}}\n"
            "  all: {series: answers_total, type: counter, unit: events, own: false}"
        ),
        "bad: bad, total: all, by: [handler, tenant]",
    ),
    "grouped by what is asked for": (
        '{latencyNative: {latency: 200ms, total: {metric: \'seconds{job="shop",tenant!="test"}\'}, grouping: [tenant]}}',
        "  value: {series: seconds, type: histogram, unit: seconds, own: false, native: true, where: {job: shop, tenant: {not: test}}}",
        "metric: value, under: 200ms, by: [tenant]",
    ),
    "latency": (
        "{latency: {success: {metric: 'seconds_bucket{le=\"0.5\"}'}, total: {metric: seconds_count}}}",
        (
            "  good: {series: seconds_bucket, type: counter, unit: events, own: false, where: {le: '0.5'}}\n"
            "  all: {series: seconds_count, type: counter, unit: events, own: false}"
        ),
        "good: good, total: all",
    ),
    "latency of a whole second": (
        "{latency: {success: {metric: 'seconds_bucket{le=\"1\"}'}, total: {metric: seconds_count}}}",
        (
            "  good: {series: seconds_bucket, type: counter, unit: events, own: false, where: {le: {matches: '1(\\.0)?'}}}\n"
            "  all: {series: seconds_count, type: counter, unit: events, own: false}"
        ),
        "good: good, total: all",
    ),
    "native": (
        "{latencyNative: {latency: 200ms, total: {metric: 'seconds{job=\"shop\"}'}}}",
        "  value: {series: seconds, type: histogram, unit: seconds, own: false, native: true, where: {job: shop}}",
        "metric: value, under: 200ms",
    ),
    "states": (
        "{bool_gauge: {metric: 'up{job=\"shop\"}', grouping: [instance]}}",
        "  value: {series: up, type: gauge, unit: bool, own: false, where: {job: shop}}",
        "metric: value, by: [instance]",
    ),
    "state": (
        "{bool_gauge: {metric: 'up{job=\"shop\"}'}}",
        "  value: {series: up, type: gauge, unit: bool, own: false, where: {job: shop}}",
        "metric: value",
    ),
}


@pytest.mark.parametrize("form", sorted(_FORMS))
def test_an_object_compiles_to_the_rules_of_the_section_that_says_the_same(form: str) -> None:
    indicator, metrics, said = _FORMS[form]
    assert rules(_PLATFORM + _TAKING, _OBJECT % indicator) == rules(_PLATFORM + _NATIVE % (metrics, said))
