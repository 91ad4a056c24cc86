"""One outage of one model is told once: that its probe fails silences what says no more, of that model alone and of nothing graver."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin import ir
from tocsin.prove.routing.intent import RoutingIntent

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}, alertmanager: {delivery: file}}}
models:
  fraud:
    workload: {deployment: fraud}
    scrape: {port: metrics}
    probes: {health: {url: "http://fraud:80/health", slow: 2s}, deep: {url: "http://fraud:80/deep"}}
    slos: {uptime: {probe: health, objective: 99.5%}, depth: {probe: deep, objective: 99%}}
  ranker:
    workload: {deployment: ranker}
    scrape: {port: metrics}
    probes: {health: {url: "http://ranker:80/health"}}
    slos: {uptime: {probe: health, objective: 99.5%}}
components:
  gateway:
    workload: {deployment: gateway}
    scrape: {port: metrics}
    probes: {health: {url: "http://gateway:80/health"}}
receivers: {hook: {webhook: {url: {secret: hook, key: url}}}}
routing: {receiver: hook}
environments: {production: {}, staging: {namespace: ml-staging}}
"""


class _Told:
    """Which of the alerts of all environments silence which."""

    def __init__(self, compile_spec: CompileSpec, text: str) -> None:
        built = compile_spec(text)
        assert built.diagnostics == ()
        self.platforms = [each.platform for each in built.compiled]
        self.alerts = [alert for platform in self.platforms for alert in platform.alerts]

    def silenced(self, source: str, *, whose: str = "fraud", environment: str = "production") -> set[str]:
        """Return what the alert `source` silences, by `alert of whom in which environment`; each with the severity that it has."""
        return {_shown(each) for alert in self.alerts if _is(alert, source, whose, environment) for each in self._by(alert)}

    def _by(self, source: ir.Alert) -> list[ir.Alert]:
        intents = [RoutingIntent(routing=platform.routing) for platform in self.platforms if platform.routing is not None]
        return [
            target
            for target in self.alerts
            if any(intent.silences(_labels(source), _labels(target)) for intent in intents) and target.name != source.name
        ]


def _labels(alert: ir.Alert) -> dict[str, str]:
    return {**alert.labels, "alertname": alert.name}


def _is(alert: ir.Alert, name: str, whose: str, environment: str) -> bool:
    owner = alert.labels.get("model") or alert.labels.get("subject")
    return (alert.name, owner, alert.labels["environment"]) == (name, whose, environment)


def _shown(alert: ir.Alert) -> str:
    owner = alert.labels.get("model") or alert.labels.get("subject")
    return f"{alert.name} of {owner} in {alert.labels['environment']}"


def _of(whose: str, *names: str, environment: str = "production") -> set[str]:
    return {f"{name} of {whose} in {environment}" for name in names}


def test_the_probe_silences_the_target_and_its_own_slowness_of_the_same_model_and_environment(compile_spec: CompileSpec) -> None:
    told = _Told(compile_spec, _SPEC)
    assert told.silenced("HealthProbeFailed") == _of("fraud", "TargetDown", "HealthProbeSlow")
    assert told.silenced("DeepProbeFailed") == _of("fraud", "TargetDown")
    assert told.silenced("HealthProbeFailed", whose="ranker", environment="staging") == _of("ranker", "TargetDown", environment="staging")
    assert told.silenced("HealthProbeFailed", whose="gateway") == _of("gateway", "TargetDown")


def test_a_probe_that_nobody_asks_silences_that_nothing_counts_for_its_own_objectives(compile_spec: CompileSpec) -> None:
    told = _Told(compile_spec, _SPEC)
    assert told.silenced("HealthProbeMissing") == _of("fraud", "UptimeEventsMissing")
    assert told.silenced("DeepProbeMissing") == _of("fraud", "DepthEventsMissing")


def test_a_target_that_is_down_never_silences_that_the_users_see_it(compile_spec: CompileSpec) -> None:
    told = _Told(compile_spec, _SPEC.replace("scrape: {port: metrics}", "scrape: {port: metrics, down: 1m}"))
    missing = ("HealthProbeMissing", "DeepProbeMissing", "UptimeEventsMissing", "DepthEventsMissing")
    assert told.silenced("TargetDown") == _of("fraud", *missing)


def test_no_budget_silences_an_outage_or_is_silenced_by_one(compile_spec: CompileSpec) -> None:
    told = _Told(compile_spec, _SPEC)
    assert told.silenced("UptimeBudgetBurn") == set()
    everything = {each for alert in told.alerts for each in told.silenced(alert.name) if "Burn" in each}
    assert everything == set()


@pytest.mark.parametrize(
    ("change", "silenced"),
    [
        # What comes later would silence what has been told; until a failing answer is there, the probe has asked once more.
        (("scrape: {port: metrics}", "scrape: {port: metrics, down: 2m}"), {"HealthProbeSlow"}),
        (("slow: 2s}", "slow: 2s, down: 150s}"), {"HealthProbeSlow"}),
        # The lesser of two never silences the graver.
        (("slow: 2s}", "slow: 2s, severity: warning}"), {"HealthProbeSlow"}),
        (("slow: 2s}", "slow: 2s, severity: info}"), set()),
        # That some do not answer is not that all are gone.
        (("scrape: {port: metrics}", "scrape: {port: metrics, down: {by: [instance]}}"), {"HealthProbeSlow"}),
        (("scrape: {port: metrics}", "scrape: {port: metrics, down: {above: 10%}}"), {"HealthProbeSlow"}),
    ],
)
def test_what_comes_earlier_is_graver_or_says_more_is_not_silenced(
    compile_spec: CompileSpec, change: tuple[str, str], silenced: set[str]
) -> None:
    told = _Told(compile_spec, _SPEC.replace(*change, 1))
    assert told.silenced("HealthProbeFailed") == _of("fraud", *silenced)
    assert told.silenced("HealthProbeFailed", whose="ranker") == _of("ranker", "TargetDown")


def test_of_names_that_mean_something_else_elsewhere_only_those_are_silenced_whom_it_explains(compile_spec: CompileSpec) -> None:
    """Two models have objectives of one name, of which the one is about another probe."""
    told = _Told(compile_spec, _SPEC.replace("slos: {uptime: {probe: health", "slos: {uptime: {probe: deep", 1))
    assert told.silenced("HealthProbeMissing") == set()
    assert told.silenced("HealthProbeMissing", whose="ranker") == _of("ranker", "UptimeEventsMissing")
    assert told.silenced("DeepProbeMissing") == _of("fraud", "UptimeEventsMissing", "DepthEventsMissing")


def test_one_address_of_several_that_fails_is_no_outage(compile_spec: CompileSpec) -> None:
    several = _SPEC.replace('url: "http://fraud:80/health"', 'url: ["http://fraud-0:80/health", "http://fraud-1:80/health"]')
    told = _Told(compile_spec, several)
    failed = next(alert for alert in told.alerts if alert.name == "HealthProbeFailed" and alert.labels.get("model") == "fraud")
    down = next(alert for alert in told.alerts if alert.name == "TargetDown" and alert.labels.get("model") == "fraud")
    routing = told.platforms[0].routing
    assert routing is not None
    intent = RoutingIntent(routing=routing)
    assert not intent.silences({**_labels(failed), "instance": "http://fraud-0:80/health"}, _labels(down))
