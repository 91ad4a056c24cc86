"""Texts are made of the facts that the rule is made of: whoever changes a number changes its sentence."""

from __future__ import annotations

import pytest

from case import build_of
from conftest import CompileSpec
from tocsin.ir import Alert

_SPEC = """
platform: {name: shop, namespace: ml, owner: ml-platform}
metrics:
  accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model, region: region}}
models:
  forecast:
    workload: {deployment: api}
    thresholds:
      accuracy: {below: 80%, for: 5m, severity: critical, no_data: false}
"""


def _alert(compile_spec: CompileSpec, *replaced: tuple[str, str]) -> Alert:
    spec = _SPEC
    for old, new in replaced:
        assert old in spec
        spec = spec.replace(old, new)
    (compiled,) = compile_spec(spec).compiled
    (alert,) = compiled.platform.rules[0].alerts
    return alert


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("below: 80%", "below: 75%"), "75%"),
        (("for: 5m", "for: 90s"), "1m30s"),
        (("namespace: ml", "namespace: other"), "other"),
        (("forecast:", "ranker:"), "ranker"),
        (("no_data: false", "by: [region], no_data: false"), "{{ $labels.region }}"),
    ],
)
def test_a_changed_fact_changes_the_sentence(compile_spec: CompileSpec, changed: tuple[str, str], said: str) -> None:
    before, after = _alert(compile_spec), _alert(compile_spec, changed)
    assert said in after.annotations["description"]
    assert said not in before.annotations["description"]


_FACTS = {
    "alert": "AccuracyLow",
    "subject": "forecast",
    "model": "forecast",
    "kind": "model",
    "namespace": "ml",
    "platform": "shop",
    "environment": "default",
    "owner": "ml-platform",
    "workload": "api",
    "severity": "critical",
    "for": "5m",
    "limit": "80%",
    "condition": "below 80%",
    "metric": "accuracy",
    "threshold": "accuracy",
    "title": "accuracy",
}


@pytest.mark.parametrize("fact", _FACTS)
def test_a_text_of_the_author_s_own_knows_the_fact(compile_spec: CompileSpec, fact: str) -> None:
    alert = _alert(compile_spec, ("no_data: false", f"no_data: false, summary: '<< {fact} >> {{{{ $value }}}}'"))
    assert alert.annotations["summary"] == f"{_FACTS[fact]} {{{{ $value }}}}"


def test_a_text_of_an_empty_fact_alone_leaves_the_others_where_they_are(compile_spec: CompileSpec) -> None:
    alert = _alert(compile_spec, ("no_data: false", "no_data: false, summary: '<< help >>', description: 'of << model >>, 100%'"))
    assert (alert.annotations["summary"], alert.annotations["description"]) == ("", "of forecast, 100%")


def test_a_fact_that_is_none_is_a_mistake_in_that_text(compile_spec: CompileSpec) -> None:
    (mistake,) = compile_spec(_SPEC.replace("no_data: false", "no_data: false, summary: '<< modle >>'")).diagnostics
    assert mistake.code == "text/unknown-fact"
    assert mistake.help == "did you mean `model`?"
    assert (mistake.span.file, mistake.span.line) == ("specs/shop/spec.yaml", 9)


def test_a_text_cannot_reach_into_python(compile_spec: CompileSpec) -> None:
    reaching = "<< model.__class__.__mro__[1].__subclasses__() >>"
    built = compile_spec(_SPEC.replace("no_data: false", f"no_data: false, summary: '{reaching}'"))
    assert [mistake.code for mistake in built.diagnostics] == ["text/bad-template"]


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("5/s", '{{ $value | printf "%.2f" }}/s, above 5/s for 5m.'),
        ("100/h", '{{ $value | printf "%.3f" }}/s, above 100/h (0.028/s) for 5m.'),
        ("{warning: 10/d, critical: 1/m}", '{{ $value | printf "%.5f" }}/s, above 10/d (0.00012/s) for 5m.'),
    ],
)
def test_a_rate_is_told_beside_a_limit_in_its_own_unit(compile_spec: CompileSpec, limit: str, said: str) -> None:
    built = compile_spec(
        "platform: {name: shop, namespace: ml}\n"
        "metrics: {errors: {series: errors_total, type: counter, unit: errors, labels: {model: model}}}\n"
        f"models: {{forecast: {{thresholds: {{errors: {{above: {limit}, for: 5m}}}}}}}}\n"
    )
    assert not built.diagnostics
    alerts = built.compiled[0].platform.alerts
    assert f"Errors rate of forecast in ml: {said}" in {alert.annotations["description"] for alert in alerts}


def test_a_summary_tells_apart_what_its_alerts_are_told_apart_by(compile_spec: CompileSpec) -> None:
    alert = _alert(compile_spec, ("no_data: false", "by: [region], no_data: false"))
    assert alert.annotations["summary"] == "forecast: accuracy below 80% (region {{ $labels.region }})"


@pytest.mark.parametrize(
    ("limit", "series", "said"),
    [
        ("above: 85C", "{series: heat, type: gauge, unit: celsius}", '{{ $value | printf "%.0f" }}°C, above 85°C for 5m.'),
        ("above: 85", "{series: heat, type: gauge, unit: celsius}", '{{ $value | printf "%.0f" }}°C, above 85°C for 5m.'),
        (
            "above: 200ms",
            "{series: took_us, type: gauge, unit: microseconds}",
            '{{ $value | printf "%.0f" }}µs, above 200ms (200000µs) for 5m.',
        ),
        (
            "goal: {from: 80ms, to: 45ms}",
            "{series: took_us, type: gauge, unit: microseconds}",
            '{{ $value | printf "%.0f" }}µs, above 80ms (80000µs; the goal is 45ms) for 5m.',
        ),
        ("above: 2GiB", "{series: used, type: gauge, unit: MiB}", '{{ $value | printf "%.0f" }} MiB, above 2GiB (2048 MiB) for 5m.'),
        ("above: 200ms", "{series: took_seconds, type: gauge}", "{{ $value | humanizeDuration }}, above 200ms for 5m."),
        ("above: 0.25", "{series: index, type: gauge}", '{{ $value | printf "%.3f" }}, above 0.25 for 5m.'),
        ("above: 25", "{series: index, type: gauge}", "{{ $value | humanize }}, above 25 for 5m."),
    ],
)
def test_a_limit_is_also_said_as_the_value_beside_it_is(compile_spec: CompileSpec, limit: str, series: str, said: str) -> None:
    text = _SPEC.replace("below: 80%", limit).replace(
        "{series: model_accuracy, type: gauge, unit: ratio, labels: {model: model, region: region}}", series
    )
    (compiled,) = compile_spec(text).compiled
    (alert,) = compiled.platform.rules[0].alerts
    assert alert.annotations["description"] == f"Accuracy of forecast in ml: {said}"


def test_what_an_alert_fires_on_is_said_with_its_guards() -> None:
    (platform,) = build_of("while").compiled
    assert {alert.when for alert in platform.platform.alerts if alert.besides} == {
        "GPU use below 10% while GPU memory above 1GiB",
        "requests rate above 100/s while GPU memory below 70GiB and GPU use above 90%",
    }
