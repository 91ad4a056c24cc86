"""A document of Sloth's means what the section `slos` would have said, and what a service is called is the model or component it is of."""

from __future__ import annotations

import pytest

from front.slo_rules import rules

_PLATFORM = "platform: {name: shop, namespace: ml}\n"
_FILE = """\
version: prometheus/v1
service: forecast
labels: {tier: gold, component: endpoint, team: a}
slos:
  - name: answered
    objective: 99.9
    description: Nearly every request has an answer.
    labels: {team: b, category: none}
    sli:
      events:
        error_query: sum(rate(answers_total{code=~"5..",shop!="test"}[{{.window}}]))
        total_query: sum(rate(answers_total{shop!="test"}[{{.window}}]))
    alerting:
      name: AnswersMissing
      labels: {category: availability}
      annotations: {summary: No answers, runbook: "https://runbooks.example/answers", title: Answers}
      page_alert: {labels: {severity: critical}}
      ticket_alert: {labels: {severity: info}}
"""
_OBJECT = """\
apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
metadata: {name: forecast, namespace: monitoring}
spec:
  service: forecast
  labels: {tier: gold, component: endpoint, team: a}
  slos:
    - name: answered
      objective: 99.9
      labels: {team: b, category: none}
      sli:
        events:
          errorQuery: sum(rate(answers_total{code=~"5..",shop!="test"}[{{.window}}]))
          totalQuery: sum(rate(answers_total{shop!="test"}[{{.window}}]))
      alerting:
        name: AnswersMissing
        labels: {category: availability}
        annotations: {summary: No answers, runbook: "https://runbooks.example/answers", title: Answers}
        pageAlert: {labels: {severity: critical}}
        ticketAlert: {labels: {severity: info}}
"""
_NATIVE = """
metrics:
  bad: {series: answers_total, type: counter, unit: events, own: false, where: {code: {matches: "5.."}, shop: {not: test}}}
  all: {series: answers_total, type: counter, unit: events, own: false, where: {shop: {not: test}}}
models:
  forecast:
    slos:
      answered:
        bad: bad
        total: all
        objective: 99.9%
        alert: AnswersMissing
        severities: {page: critical, ticket: info}
        component: endpoint
        labels: {tier: gold, team: b, category: availability}
        summary: No answers
        runbook: https://runbooks.example/answers
        annotations: {title: Answers}
"""


@pytest.mark.parametrize("document", [_FILE, _OBJECT], ids=["file", "object"])
def test_a_document_compiles_to_the_rules_of_the_section_that_says_the_same(document: str) -> None:
    severities = "platform: {name: shop, namespace: ml, severities: [info, warning, critical]}\n"
    assert rules(severities + "models: {forecast: {}}\n", document) == rules(severities + _NATIVE)


def test_what_is_slower_than_an_edge_is_all_but_what_is_not() -> None:
    counted = "sum(rate(seconds_count[{{.window}}]))"
    slow = f'({counted} - sum(rate(seconds_bucket{{le="0.4"}}[{{{{.window}}}}])))'
    document = f"""\
version: prometheus/v1
service: forecast
slos:
  - name: fast
    objective: 99
    sli:
      events:
        error_query: '{slow}'
        total_query: {counted}
"""
    native = """
metrics:
  good: {series: seconds_bucket, type: counter, unit: events, own: false, where: {le: "0.4"}}
  all: {series: seconds_count, type: counter, unit: events, own: false}
models: {forecast: {slos: {fast: {good: good, total: all, objective: 99%}}}}
"""
    assert rules(_PLATFORM + "models: {forecast: {}}\n", document) == rules(_PLATFORM + native)


def test_who_takes_an_slo_may_say_something_else() -> None:
    taking = "models: {forecast: {slos: {answers: {sloth: shop-answered, objective: 95%, severities: {ticket: warning}}}}}\n"
    text = rules(_PLATFORM + taking, _FILE.replace("service: forecast", "service: shop"))
    assert "vector(0.95)" in text
    assert 'slo="answers"' in text
    assert "severity: info" not in text


@pytest.mark.parametrize(
    "said",
    [
        "platform: {name: shop, namespace: ml, owner: search}\nmodels: {forecast: {}}\n",
        _PLATFORM + "defaults: {models: {owner: search}}\nmodels: {forecast: {}}\n",
        "platform: {name: shop, namespace: ml, owner: ml}\nmodels: {forecast: {owner: search}}\n",
        _PLATFORM + "defaults: {models: {owner: ml}}\nprofiles: {fast: {owner: search}}\nmodels: {forecast: {profile: fast}}\n",
    ],
    ids=["platform", "defaults", "model", "profile"],
)
def test_an_owner_that_the_spec_names_too_is_no_label_of_its_own(said: str) -> None:
    ours = _FILE.replace("severity: info", "severity: warning")
    assert rules(said, ours.replace("tier: gold", "tier: gold, owner: search")) == rules(said, ours)


def test_several_files_may_have_slos_of_one_name() -> None:
    other = _FILE.replace("service: forecast", "service: gateway").replace("severity: info", "severity: warning")
    ours = _FILE.replace("severity: info", "severity: warning")
    alone = rules(_PLATFORM + "models: {forecast: {}}\n", ours)
    assert rules(_PLATFORM + "models: {forecast: {}}\ncomponents: {gateway: {}}\n", ours, other) == alone
