"""A repository's own rules: held against every platform, broken only where they let themselves be."""

from __future__ import annotations

import pytest

from tocsin.diagnostics import Located
from tocsin.pipeline import Build, build

SPEC = """
platform: {name: shop, namespace: ml, owner: ml, labels: {tier: gold}, cluster: {prometheus: {release: monitoring}}}
metrics: {queue: {series: queue_length, type: gauge, unit: requests}, latency: {series: latency_max, type: gauge, unit: seconds}}
receivers:
  chat: {webhook: {url: {secret: chat, key: url}}}
  pager: {pagerduty: {routing_key: {secret: pager, key: key}}}
routing: {receiver: chat, routes: {critical: {when: {severity: critical}, to: pager}}}
models:
  fraud:
    owner: fraud
    thresholds:
      queue: {above: {warning: 50, critical: 100}, for: 30s, no_data: false}
components:
  gateway:
    thresholds:
      latency: {above: 2s, for: 5m, severity: warning, no_data: false, labels: {tier: silver}}
environments: {production: {}, staging: {patch: {platform: {cluster: {name: staging}}}}}
"""


def held(policy: str, spec: str = SPEC) -> Build:
    """Compile the shop under one policy called `rule`."""
    text = f"policies:\n  rule: {{message: Not in this house, {policy}}}\n"
    return build({"policy.yaml": {"specs/policy.yaml": text.encode()}, "shop": {"specs/shop/spec.yaml": spec.encode()}})


def told(policy: str, spec: str = SPEC) -> list[tuple[int, str]]:
    """Return the lines and the words that follow the policy's message."""
    diagnostics = held(policy, spec).diagnostics
    assert {each.code for each in diagnostics} <= {"policy/rule"}, diagnostics
    return [(each.span.line, each.message.removeprefix("Not in this house: ")) for each in diagnostics]


@pytest.mark.parametrize(
    ("policy", "line", "what"),
    [
        ("platforms: {owner: web}", 2, "`owner` of the platform is `ml`"),
        ("platforms: {runbooks: {matches: .+}}", 2, "`runbooks` of the platform is not there"),
        ("platforms: {severities: [warning, critical]}", 2, "there is the severity `info`"),
        ("platforms: {environments: [production, canary]}", 2, "there is no environment `canary`"),
        ("platforms: {labels: {tier: [silver, bronze]}}", 2, "the label `tier` of the platform is `gold`"),
        ("models: {owner: ml}", 10, "the owner of `fraud` is `fraud`"),
        ("models: {slos: 1}, when: {kind: model}", 9, "`fraud` has 0 objectives"),
        ("models: {watched: [latency]}, when: {subject: fraud}", 9, "nothing watches `latency` of `fraud`"),
        ("models: {scraped: true}, when: {team: ml}", 14, "nobody collects the metrics of `gateway`"),
        ("models: {probed: true}, when: {kind: component}", 14, "nobody asks `gateway` from outside"),
        ("models: {forbidden: true}, when: {subject: fraud}", 9, "there is `fraud`"),
        ("models: {labels: {tier: silver}}, when: {kind: component}", 14, "the label `tier` of `gateway` is `gold`"),
        ("alerts: {for: {at_least: 1m}}, when: {severity: critical}", 12, "`for` of `QueueHigh` (critical) is 30s"),
        ("alerts: {for: {at_most: 1m}}", 16, "`for` of `LatencyHigh` (warning) is 5m"),
        ("alerts: {limit: {at_most: 1s}}", 16, "the limit of `LatencyHigh` (warning) is 2s"),
        ("alerts: {limit: {at_least: 5s}}, when: {metric: latency}", 16, "the limit of `LatencyHigh` (warning) is 2s"),
        ("alerts: {labels: {tier: gold}}", 16, "the label `tier` of `LatencyHigh` (warning) is `silver`"),
        ("alerts: {name: {matches: High.*}}, when: {alert: LatencyHigh}", 16, "the name is `LatencyHigh`"),
        ("alerts: {severity: {not: warning}}, when: {labels: {tier: silver}}", 16, "the severity of `LatencyHigh` is `warning`"),
        ("alerts: {told: {kinds: [opsgenie]}}, when: {severity: critical}", 12, "`QueueHigh` (critical) goes to `pager`"),
        ("alerts: {told: {receivers: [pager]}}, when: {alert: LatencyHigh}", 16, "`LatencyHigh` (warning) goes to `chat`"),
        ("alerts: {forbidden: true}, when: {alert: LatencyHigh}", 16, "there is `LatencyHigh` (warning)"),
    ],
)
def test_what_is_not_as_a_policy_asks_is_told_at_its_line(policy: str, line: int, what: str) -> None:
    found = told(policy)
    assert [each for each, _ in found] == [line]
    assert all(words.startswith(what) for _, words in found), found


@pytest.mark.parametrize(
    "policy",
    [
        "platforms: {owner: [web, ml]}",
        "platforms: {severities: [info, warning, critical, page]}",
        "platforms: {environments: [production, staging]}",
        "platforms: {owner: web}, when: {platform: bank}",
        "platforms: {owner: web}, when: {team: web}",
        "platforms: {owner: web}, when: {namespace: {not: ml}}",
        "models: {owner: [ml, fraud]}",
        "models: {watched: [queue]}, when: {kind: model}",
        "alerts: {for: {at_least: 30s, at_most: 5m}}",
        "alerts: {limit: {at_most: 2s, at_least: 100ms}}",
        "alerts: {limit: {at_most: 100GB}}",
        "alerts: {labels: {tier: {matches: .+}}}",
        "alerts: {annotations: {summary: {matches: .+}}}",
        "alerts: {told: {kinds: [pagerduty]}}, when: {severity: critical}",
        "alerts: {told: {receivers: [pager, chat]}}",
        "alerts: {forbidden: true}, when: {metric: accuracy}",
    ],
)
def test_what_is_as_a_policy_asks_or_out_of_its_scope_passes(policy: str) -> None:
    assert told(policy) == []


def test_a_metric_is_watched_by_a_threshold_of_another_name() -> None:
    assert told("models: {watched: [queue]}, when: {kind: model}", SPEC.replace("queue: {above", "waiting: {metric: queue, above")) == []


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ("", ["`for` of `PlatformUnhealthy` (warning) is 20m"]),
        (", when: {team: ml}", ["`for` of `PlatformUnhealthy` (warning) is 20m"]),
        (", when: {team: web}", []),
        (", when: {kind: component}", []),
        (", when: {subject: shop}", []),
    ],
)
def test_an_alert_on_the_platform_is_of_its_owner_and_of_no_model(scope: str, found: list[str]) -> None:
    spec = SPEC.replace("{name: shop,", "{name: shop, health: {below: {warning: 90%}, for: 20m},", 1)
    spec = spec.replace("    thresholds:", "    scrape: {port: http}\n    workload: {deployment: x}\n    thresholds:", 1)
    assert [words for _, words in told(f"alerts: {{for: {{at_most: 10m}}}}{scope}", spec)] == found


@pytest.mark.parametrize(
    ("wanted", "remedy"),
    [
        ("{matches: High.*}", "it must be what `High.*` matches"),
        ("{matches: .+, not_matches: Lat.*, not: x}", "it must be there and what `Lat.*` does not match and other than `x`"),
        ("[a, b]", "it must be `a` or `b`"),
    ],
)
def test_the_help_says_what_would_be_right(wanted: str, remedy: str) -> None:
    (found,) = held(f"alerts: {{name: {wanted}}}, when: {{alert: LatencyHigh}}").diagnostics
    assert found.help == remedy


def test_a_policy_for_one_environment_is_about_that_alone() -> None:
    assert told("platforms: {owner: web}, when: {environment: [production]}")
    assert told("platforms: {owner: web}, when: {environment: canary}") == []


def test_a_diagnostic_names_the_policy_and_its_place() -> None:
    (found,) = held("help: Ask the platform team, platforms: {owner: web}").diagnostics
    assert (found.code, found.help, found.severity) == ("policy/rule", "Ask the platform team", "error")
    ((note, place),) = found.notes
    assert (note, place.file, place.line) == ("the policy is", "specs/policy.yaml", 2)


ALLOWED = SPEC.replace("no_data: false}\ncomponents", "no_data: false}   # allow policy/rule: it is new\ncomponents")


def test_a_policy_that_lets_itself_be_broken_is_broken_with_a_reason() -> None:
    built = held("allow: true, alerts: {for: {at_least: 1m}}", ALLOWED)
    assert not built.diagnostics
    assert {(each.located.code, each.reason) for each in built.allowed} == {("policy/rule", "it is new")}


def test_a_policy_that_does_not_cannot_be_broken() -> None:
    found = held("alerts: {for: {at_least: 1m}}", ALLOWED).diagnostics
    assert {each.code for each in found} == {"policy/rule", "allow/not-allowable"}
    assert "`policy/rule` cannot be allowed: the policy says so" in {each.message for each in found}


def test_what_allows_a_policy_that_nobody_breaks_is_told() -> None:
    (found,) = held("allow: true, alerts: {for: {at_least: 1s}}", ALLOWED).diagnostics
    assert found.code == "allow/unused"


def _mistakes(text: str) -> list[tuple[str, int, int]]:
    found: tuple[Located, ...] = build({"policy.yaml": {"specs/policy.yaml": text.encode()}, "shop": {"s.yaml": SPEC.encode()}}).diagnostics
    return [(each.code, each.span.line, each.span.column) for each in found if each.span.file == "specs/policy.yaml"]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("policies: {a: {message: x}}", "spec/policy-target", 15),
        ("policies: {a: {message: x, models: {slos: 1}, platforms: {owner: a}}}", "spec/policy-target", 15),
        ("policies: {a: {message: x, alerts: {}}}", "spec/policy-asks-nothing", 15),
        ("policies: {a: {message: x, alerts: {for: {}}}}", "spec/policy-asks-nothing", 42),
        ("policies: {a: {message: x, alerts: {told: {}}}}", "spec/policy-asks-nothing", 43),
        ("policies: {a: {message: x, when: {severity: info}, models: {slos: 1}}}", "spec/policy-scope", 15),
        ("policies: {a: {message: x, when: {kind: model}, platforms: {owner: a}}}", "spec/policy-scope", 15),
        ("policies: {a: {message: x, alerts: {fr: 1m}}}", "spec/unknown-key", 37),
        ("policies: {A: {message: x, alerts: {forbidden: true}}}", "spec/bad-form", 12),
        ("policies: [", "spec/yaml-syntax", 12),
        ("- x", "spec/wrong-type", 1),
    ],
)
def test_a_mistake_in_the_policies_is_told_where_it_stands(text: str, code: str, column: int) -> None:
    assert _mistakes(text) == [(code, 1, column)]


def test_a_file_without_policies_asks_for_nothing() -> None:
    assert _mistakes("# nothing yet\n") == []
    assert _mistakes("policies: {}\n") == []


@pytest.mark.parametrize(
    ("when", "remedy"),
    [
        ("alert: QueueHigh", "write `for: 9m` or more"),
        ("alert: TargetDown", "write `down: 9m` or more"),
        ("labels: {slo: well}", "the windows of an objective are its wait"),
        ("alert: QueueMissing", "leave it out of the policy, `when: {alert: {not: QueueMissing}}`"),
    ],
)
def test_the_remedy_of_a_wait_names_the_key_that_says_it_or_how_it_is_left_out(when: str, remedy: str) -> None:
    spec = SPEC.replace(
        "for: 30s, no_data: false}",
        "for: 30s, no_data: {for: 5m}}\n    slos: {well: {metric: queue, not_above: 9, objective: 99%}}\n    scrape: {port: http}",
    )
    found = held(f"alerts: {{for: {{at_least: 9m}}}}, when: {{{when}}}", spec).diagnostics
    assert found
    assert all(remedy in each.help for each in found), found
