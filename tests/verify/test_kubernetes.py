import textwrap

import pytest
from msgspec.structs import replace

from verify.small_files import CONFIG_MAP, PROMETHEUS_RULE, RULES
from verify.small_nodes import ALERT, GROUP, RULE_OBJECT
from verify.small_world import World

MONITOR_FILE = "monitors/fraud.yaml"


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("      - alert: FraudDown\n", "      - alert: FraudDown\n        record: x\n", "either `record` or `alert`", ALERT.at),
        ("      - alert: FraudDown\n        expr", "      - expr", "either `record` or `alert`", ALERT.at),
        ("      - alert: FraudDown\n", "      - record: x\n", "a recording has no `for`", ALERT.at),
        ("for: 5m", "for: 1m5h", "does not match", ALERT.at),
        ("expr: fraud:up:sum == 0", 'expr: ""', "the rule has no expression", ALERT.at),
        ("interval: 30s", "interval: 0.5m", "does not match", GROUP.at),
        ("interval: 30s", "every: 30s", "no such field: `every`", GROUP.at),
        ("severity: critical", "severity: 1", "is not of type 'string'", ALERT.at),
    ],
)
def test_what_the_operator_refuses_in_rules_is_refused(world: World, old: str, new: str, said: str, at: tuple[str, ...]) -> None:
    world.change_rules(old, new)
    assert any(said in complaint.message and complaint.at == at for complaint in world.complaints() if complaint.judge == "kubernetes")


def test_two_groups_of_one_name_are_refused(world: World) -> None:
    world.change_rules(RULES, RULES + RULES.replace("groups:\n", ""))
    assert any("`fraud` is there twice" in complaint.message for complaint in world.complaints() if complaint.judge == "kubernetes")


def test_rules_that_promtool_has_not_read_are_reported(world: World) -> None:
    world.change("rules/fraud.yaml", "for: 5m", "for: 6m")
    complaint = world.complaint()
    assert "which is what promtool reads" in complaint.message
    assert complaint.at == GROUP.at


def test_an_object_that_no_config_map_can_hold_is_refused(world: World) -> None:
    world.change_rules("down for", "down " * 110_000 + "for")
    assert any("the operator takes 524288" in complaint.message for complaint in world.complaints())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("scrapeTimeout: 10s", "scrapeTimeout: 1m", "longer than the interval"),
        ("regex: go_.*", 'regex: "go_("', "unterminated subpattern"),
        ("action: drop", "action: discard", "is not one of"),
        ("    - port: metrics\n      interval", "    - interval", "the endpoint has no port"),
        ("  name: fraud\n", "  name: Fraud_1\n", "no object's name"),
        ("  namespace: shop\n", "  namespace: shop\n  labels:\n    tier: a b\n", "no label value"),
        ("  namespace: shop\n", f"  namespace: shop\n  labels:\n    tier: {'x' * 64}\n", "no label value"),
        ("  namespace: shop\n", "  namespace: shop\n  labels:\n    a b: c\n", "`a b` is no key"),
        ("  namespace: shop\n", f"  namespace: shop\n  annotations:\n    note: {'x' * 262_144}\n", "Kubernetes takes 262144"),
        ("  namespace: shop\n", "  namespace: Shop\n", "`Shop` is no namespace"),
    ],
)
def test_what_the_operator_or_kubernetes_refuses_in_a_monitor_is_refused(world: World, old: str, new: str, said: str) -> None:
    world.change(MONITOR_FILE, old, new)
    assert any(said in complaint.message for complaint in world.complaints())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('{"uid": "fraud"}', '{"uid": ', "is no JSON"),
        ("fraud.json", "fraud dashboard.json", "is no key"),
        ('{"uid": "fraud"}', f'{{"uid": "{"x" * 1_048_576}"}}', "Kubernetes takes 1048576"),
    ],
)
def test_what_kubernetes_refuses_in_a_config_map_is_refused(world: World, old: str, new: str, said: str) -> None:
    world.change("dashboards/fraud.configmap.yaml", old, new)
    complaint = world.complaint()
    assert said in complaint.message
    assert complaint.at == ("dashboards", "fraud")


def test_an_object_that_is_there_twice_is_refused(world: World) -> None:
    world.write("dashboards/other.configmap.yaml", CONFIG_MAP)
    world.change("kustomization.yaml", "resources:\n", "resources:\n  - dashboards/other.configmap.yaml\n")
    assert "is in `dashboards/fraud.configmap.yaml` too" in world.complaint().message


def test_an_object_that_kustomize_would_leave_out_is_reported(world: World) -> None:
    world.change("kustomization.yaml", "  - rules/fraud.yaml\n", "")
    complaint = world.complaint()
    assert "kustomization.yaml does not list the file" in complaint.message
    assert complaint.path.endswith("rules/fraud.yaml")


def test_a_file_that_kustomize_would_not_find_is_reported(world: World) -> None:
    world.change("kustomization.yaml", "resources:\n", "resources:\n  - rules/gone.yaml\n")
    assert "`rules/gone.yaml` was not written" in world.complaint().message


@pytest.mark.parametrize("kind", ["PodMonitors", "ObjectMeta"])
def test_a_kind_that_the_api_has_not_is_reported(world: World, kind: str) -> None:
    world.write("monitors/other.yaml", f"apiVersion: monitoring.coreos.com/v1\nkind: {kind}\nmetadata: {{name: other, namespace: shop}}\n")
    world.change("kustomization.yaml", "resources:\n", "resources:\n  - monitors/other.yaml\n")
    assert f"no schema is known for {kind} of monitoring.coreos.com/v1" in world.complaint().message


def test_a_document_that_is_no_object_is_reported(world: World) -> None:
    world.write("rules/other.yaml", "groups: []\n")
    assert "no Kubernetes object" in world.complaint().message


def test_a_file_that_is_no_yaml_is_reported(world: World) -> None:
    world.write(MONITOR_FILE, "spec: [")
    assert any(complaint.message.startswith("no YAML: ") for complaint in world.complaints())


def test_a_patch_is_a_part_of_an_object_and_only_needs_its_name(world: World) -> None:
    world.write("patches/fraud.yaml", "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: fraud\n")
    assert world.complaints() == ()
    world.write("patches/fraud.yaml", "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\n")
    assert "does not say what it patches" in world.complaint().message


def test_an_object_that_was_divided_is_as_good_as_one(world: World) -> None:
    other = replace(GROUP, name="other", rules=(replace(ALERT, name="Other", at=("models", "other")),), at=("models", "other"))
    world.platform = replace(world.platform, rules=(replace(RULE_OBJECT, groups=(GROUP, other)),))
    second = "  - name: other\n    rules:\n      - alert: Other\n        expr: up == 0\n        labels:\n          severity: critical\n"
    world.write("prometheus/fraud.rules.yaml", RULES + second)
    head = PROMETHEUS_RULE.partition("spec:\n")[0]
    world.write("rules/fraud.1.yaml", head.replace("name: fraud", "name: fraud.1") + "spec:\n  groups:\n" + textwrap.indent(second, "  "))
    world.change("kustomization.yaml", "  - rules/fraud.yaml\n", "  - rules/fraud.1.yaml\n  - rules/fraud.yaml\n")
    assert world.complaints() == ()
    world.change("rules/fraud.1.yaml", "expr: up", "for: 1x\n          expr: up")
    assert {complaint.at for complaint in world.complaints()} == {("models", "other")}
    world.remove("rules/fraud.1.yaml")
    world.change("kustomization.yaml", "  - rules/fraud.1.yaml\n", "")
    assert "has more groups" in world.complaint().message
