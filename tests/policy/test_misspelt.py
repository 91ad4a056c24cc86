"""Names in a policy, and in what it is held against, that there are not: a slip is told, what may come later is not."""

from __future__ import annotations

import pytest

from policy.test_policies import SPEC, held, told


@pytest.mark.parametrize("to", ["pagr", "nobody"])
def test_of_a_receiver_that_there_is_not_no_policy_says_that_it_is_the_wrong_one(to: str) -> None:
    policy = "alerts: {told: {kinds: [pagerduty]}}, when: {severity: critical}"
    assert not told(policy)
    found = held(policy, SPEC.replace("to: pager", f"to: {to}")).diagnostics
    assert [each.code for each in found] == ["route/unknown-receiver"]


def test_a_misspelt_receiver_is_judged_as_the_one_that_is_meant() -> None:
    found = held("alerts: {told: {kinds: [opsgenie]}}, when: {severity: critical}", SPEC.replace("to: pager", "to: pagr")).diagnostics
    assert {each.code for each in found} == {"route/unknown-receiver", "policy/rule"}
    assert any("goes to `pager`" in each.message for each in found)


def test_an_environment_that_is_not_understood_is_there() -> None:
    policy = "platforms: {environments: [production, staging]}"
    assert not told(policy)
    found = held(policy, SPEC.replace("production: {}", "production: {patch: {models: {fraud: {ownr: x}}}}")).diagnostics
    assert [each.code for each in found] == ["spec/unknown-key"]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("environment: produktion", "no environment is `produktion`"),
        ("environment: {not: Staging}", "no environment is `Staging`"),
        ("severity: [info, critcal]", "no severity is `critcal`"),
        ("metric: latancy", "no metric is `latancy`"),
        ("alert: LatenzyHigh", "no alert is `LatenzyHigh`"),
        ("subject: gatway", "no subject is `gatway`"),
        ("labels: {tier: sliver}", "no label `tier` is `sliver`"),
        ("team: fruad", "no team is `fruad`"),
    ],
)
def test_a_policy_that_applies_to_nothing_because_of_a_slip_is_told(when: str, said: str) -> None:
    (found,) = held(f"alerts: {{name: {{matches: .+}}}}, when: {{{when}}}").diagnostics
    assert (found.code, found.span.file, found.span.line) == ("spec/policy-misspelt", "specs/policy.yaml", 2)
    assert found.message.startswith(said)
    assert found.help.startswith("did you mean `")


def test_a_metric_that_no_alert_watches_can_be_misspelt_too() -> None:
    spec = SPEC.replace("metrics: {", "metrics: {errors: {series: errors, type: gauge, unit: requests}, ")
    found = held("alerts: {forbidden: true}, when: {metric: erors}", spec).diagnostics
    assert [each.message for each in found if each.code == "spec/policy-misspelt"] == ["no metric is `erors`, so this is about nothing"]


@pytest.mark.parametrize("when", ["environment: canary", "team: team-x", "platform: shop-b", "metric: accuracy", "severity: page"])
def test_a_policy_may_be_about_what_does_not_exist_yet(when: str) -> None:
    assert told(f"alerts: {{forbidden: true}}, when: {{{when}}}", SPEC.replace("owner: fraud", "owner: team-y")) == []


def test_a_misspelt_receiver_of_a_policy_is_told() -> None:
    policy = "alerts: {told: {receivers: [paper]}}, when: {severity: critical}"
    assert "spec/policy-misspelt" in {each.code for each in held(policy).diagnostics}


def test_a_kind_of_receiver_that_there_is_not_is_a_mistake() -> None:
    (found,) = held("alerts: {told: {kinds: [e-mail]}}").diagnostics
    assert (found.code, found.message, found.help) == ("spec/not-one-of", "no receiver has `e-mail`", "did you mean `email`?")
