import re
import textwrap
from dataclasses import replace

import kubernetes_validate
import pytest
import yaml
from kubernetes.client import V2HorizontalPodAutoscaler

from tocsin.verify import strict
from verify.small_world import (
    ALERT,
    AUTOSCALER,
    CONFIG_MAP,
    CPU,
    GROUP,
    HPA,
    KEDA,
    MONITOR,
    PROMETHEUS_RULE,
    QUEUE,
    RULE_OBJECT,
    RULES,
    SCALED_OBJECT,
    World,
)

HPA_FILE = "autoscalers/fraud.yaml"
MONITOR_FILE = "monitors/fraud.yaml"
SCALING = AUTOSCALER.at
KEDA_BEHAVIOR = "{horizontalPodAutoscalerConfig: {behavior: {scaleUp: {policies: [{type: Pods, value: 0, periodSeconds: 60}]}}}}"


@pytest.mark.parametrize(
    ("change", "said", "at"),
    [
        ((HPA_FILE, "minReplicas", "minReplica"), "no such field: `minReplica`", SCALING),
        ((HPA_FILE, "  maxReplicas: 5\n", ""), "missing: `maxReplicas`", SCALING),
        ((HPA_FILE, "maxReplicas: 5", 'maxReplicas: "5"'), "is not of type 'integer'", SCALING),
        ((HPA_FILE, "maxReplicas: 5", "maxReplicas: null"), "is not of type 'integer'", SCALING),
        ((HPA_FILE, "averageUtilization: 70", "utilization: 70"), "no such field: `utilization`", CPU.at),
        ((HPA_FILE, "autoscaling/v2", "autoscaling/v2beta2"), "no schema is known", SCALING),
        ((MONITOR_FILE, "scrapeTimeout", "timeout"), "no such field: `timeout`", MONITOR.at),
        ((MONITOR_FILE, "metricRelabelings", "metricRelabelConfigs"), "no such field", MONITOR.at),
        ((MONITOR_FILE, "interval: 30s", "interval: 30"), "is not of type 'string'", MONITOR.at),
        ((MONITOR_FILE, "interval: 30s", "interval: 0.5m"), "does not match", MONITOR.at),
        (("dashboards/fraud.configmap.yaml", "\ndata:", "\ndate:"), "no such field: `date`", ("dashboards", "fraud")),
        (("kustomization.yaml", "resources", "resource"), "no such field: `resource`", None),
    ],
)
def test_what_the_schema_does_not_know_is_refused(
    world: World, change: tuple[str, str, str], said: str, at: tuple[str, ...] | None
) -> None:
    world.change(*change)
    assert any(said in complaint.message and complaint.at == at for complaint in world.complaints())


def test_the_help_names_the_field_that_was_meant(world: World) -> None:
    world.change(HPA_FILE, "minReplicas", "minReplica")
    assert world.complaint().help == "did you mean `minReplicas`?"


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("minReplicas: 1", "minReplicas: 0", "at least 1 replica", SCALING),
        ("minReplicas: 1", "minReplicas: 6", "less than minReplicas", SCALING),
        ("kind: Deployment", "kind: InferenceService", "no scale subresource", SCALING),
        ("kind: Deployment", "kind: LLMInferenceService", "no scale subresource", SCALING),
        ("type: External", "type: Pods", "type Pods takes exactly the field `pods`", QUEUE.at),
        ("type: External", "type: Custom", "no type of metric", QUEUE.at),
        ("averageUtilization: 70", "averageUtilization: 0", "no quantity above 0", CPU.at),
        ("averageUtilization: 70", 'averageUtilization: 70\n          averageValue: "1"', "exactly one target", CPU.at),
        ("averageUtilization: 70", 'value: "70"', "exactly one target", CPU.at),
        ("type: Utilization", "type: AverageValue", "is of type Utilization", CPU.at),
        ('averageValue: "20"', 'averageValue: "20x"', "no quantity above 0", QUEUE.at),
        ('averageValue: "20"', 'averageValue: "20"\n          value: "3"', "exactly one target", QUEUE.at),
        ('averageValue: "20"', 'averageValue: "-20"', "no quantity above 0", QUEUE.at),
        ("name: fraud_queue_depth", "name: fraud/queue", "path of the metrics API", QUEUE.at),
        ("stabilizationWindowSeconds: 60", "stabilizationWindowSeconds: 3601", "0 to 3600 seconds", SCALING),
        ("value: 50", "value: 0", "greater than 0", SCALING),
        ("periodSeconds: 60", "periodSeconds: 1801", "1 to 1800 seconds", SCALING),
        ("type: Percent", "type: Replicas", "no policy", SCALING),
        ("stabilizationWindowSeconds: 60", "selectPolicy: Most", "Max, Min or Disabled", SCALING),
        ("  name: fraud\n  namespace: shop\n", "  name: fraud\n", "without a namespace", SCALING),
    ],
)
def test_what_the_api_server_refuses_in_an_hpa_is_refused(world: World, old: str, new: str, said: str, at: tuple[str, ...]) -> None:
    world.change(HPA_FILE, old, new)
    complaint = world.complaint()
    assert said in complaint.message
    assert complaint.at == at


def test_an_hpa_without_metrics_would_hold_the_cpu_at_80_percent(world: World) -> None:
    world.write(HPA_FILE, HPA.partition("  metrics:")[0])
    assert "80 %" in world.complaint().message


PODS = HPA.replace("type: External\n      external:", "type: Pods\n      pods:")
TOTAL = HPA.replace('type: AverageValue\n          averageValue: "20"', "type: Value\n          value: 1500m")
MINIMAL = HPA.partition("  behavior:")[0]


@pytest.mark.parametrize("text", [HPA, PODS, TOTAL, MINIMAL], ids=["external", "pods", "total", "minimal"])
def test_the_kubernetes_client_and_its_schemas_take_every_hpa_that_we_take(world: World, text: str) -> None:
    world.write(HPA_FILE, text)
    assert world.complaints() == ()
    manifest = yaml.safe_load(text)
    kubernetes_validate.validate(manifest, "1.33", strict=True)
    read = V2HorizontalPodAutoscaler.from_dict(manifest)
    assert read is not None
    assert read.model_dump(by_alias=True, exclude_none=True) == manifest


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("minReplicaCount: 1", "minReplicaCount: 9", "9 to 5 replicas", SCALING),
        ("kind: Deployment", "kind: InferenceService", "no scale subresource", SCALING),
        ('threshold: "20"', "threshold: 20", "is not of type 'string'", QUEUE.at),
        ('threshold: "20"', 'threshold: "many"', "no number above 0", QUEUE.at),
        ('        threshold: "20"\n', "", "no `threshold`", QUEUE.at),
        ('        ignoreNullValues: "false"\n', "", "no data counts as 0", QUEUE.at),
        ("metricType: AverageValue", "metricType: Value", "the fallback needs a trigger", SCALING),
        ('value: "70"', 'value: "0"', "no number above 0", CPU.at),
        ("replicas: 2", "replicas: -1", "replicas must be at least 0", SCALING),
        ("minReplicaCount: 1", f"minReplicaCount: 1\n  advanced: {KEDA_BEHAVIOR}", "greater than 0", SCALING),
        ("minReplicaCount: 1", "minReplicaCount: 1\n  pollingInterval: 0", "pollingInterval must be at least 1", SCALING),
        ("minReplicaCount: 1", "minReplicaCount: 1\n  idleReplicaCount: 1", "idleReplicaCount must be less", SCALING),
    ],
)
def test_what_keda_refuses_in_a_scaled_object_is_refused(world: World, old: str, new: str, said: str, at: tuple[str, ...]) -> None:
    world.platform = KEDA
    world.write(HPA_FILE, SCALED_OBJECT)
    world.change(HPA_FILE, old, new)
    complaint = world.complaint()
    assert said in complaint.message
    assert complaint.at == at


def test_a_good_scaled_object_has_no_complaint(world: World) -> None:
    world.platform = KEDA
    world.write(HPA_FILE, SCALED_OBJECT)
    assert world.complaints() == ()


def test_a_scaled_object_needs_a_name_that_keda_can_prefix(world: World) -> None:
    name = "fraud" * 11
    world.platform = replace(KEDA, autoscalers=(replace(AUTOSCALER, by="keda", name=name),))
    world.remove(HPA_FILE)
    world.write(f"autoscalers/{name}.yaml", SCALED_OBJECT.replace("  name: fraud\n  namespace", f"  name: {name}\n  namespace"))
    world.change("kustomization.yaml", HPA_FILE, f"autoscalers/{name}.yaml")
    assert "the name has 55 characters" in world.complaint().message


def test_a_scaled_object_needs_a_trigger(world: World) -> None:
    world.platform = KEDA
    text = SCALED_OBJECT.partition("  triggers:")[0] + "  triggers: []\n"
    world.write(HPA_FILE, re.sub(r"  fallback:\n(    .*\n)+", "", text))
    assert "nothing triggers it" in world.complaint().message


def test_resources_alone_cannot_start_from_zero(world: World) -> None:
    world.platform = KEDA
    text = SCALED_OBJECT.replace("minReplicaCount: 1", "minReplicaCount: 0").partition("    - type: prometheus")[0]
    world.write(HPA_FILE, re.sub(r"  fallback:\n(    .*\n)+", "", text))
    assert "it would never start" in world.complaint().message


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


def test_two_autoscalers_on_one_target_are_refused(world: World) -> None:
    second = replace(AUTOSCALER, name="second", at=("models", "second", "scaling"))
    world.platform = replace(world.platform, autoscalers=(AUTOSCALER, second))
    world.write("autoscalers/second.yaml", HPA.replace("  name: fraud\n  namespace", "  name: second\n  namespace"))
    world.change("kustomization.yaml", "resources:\n", "resources:\n  - autoscalers/second.yaml\n")
    complaint = world.complaint()
    assert "`fraud` scales Deployment `fraud-predictor` already" in complaint.message
    assert complaint.at == second.at


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


def test_every_schema_forbids_what_it_does_not_list_and_compiles() -> None:
    for version, kind in strict.kinds():
        manifest = {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}, "spec": {}, "nope": 1}
        assert any("`nope`" in fault.message for fault in strict.faults(manifest)), kind


def test_the_kinds_that_we_write_have_schemas() -> None:
    assert {kind for _, kind in strict.kinds()} == {
        "AlertmanagerConfig",
        "ConfigMap",
        "GrafanaDashboard",
        "HorizontalPodAutoscaler",
        "Kustomization",
        "PodMonitor",
        "Probe",
        "PrometheusRule",
        "ScaledObject",
        "Secret",
        "ServiceMonitor",
    }


def test_an_object_that_was_divided_is_as_good_as_one(world: World) -> None:
    other = replace(GROUP, name="other", rules=(replace(ALERT, name="Other", at=("models", "other")),), at=("models", "other"))
    world.platform = replace(world.platform, rules=(replace(RULE_OBJECT, groups=(GROUP, other)),))
    second = "  - name: other\n    rules:\n      - alert: Other\n        expr: up == 0\n        labels:\n          severity: critical\n"
    world.write("prometheus/fraud.rules.yaml", RULES + second)
    head = PROMETHEUS_RULE.partition("spec:\n")[0]
    world.remove("rules/fraud.yaml")
    world.write("rules/fraud-0.yaml", PROMETHEUS_RULE.replace("  name: fraud\n  namespace", "  name: fraud-0\n  namespace"))
    world.write("rules/fraud-1.yaml", head.replace("name: fraud", "name: fraud-1") + "spec:\n  groups:\n" + textwrap.indent(second, "  "))
    world.change("kustomization.yaml", "  - rules/fraud.yaml\n", "  - rules/fraud-0.yaml\n  - rules/fraud-1.yaml\n")
    assert world.complaints() == ()
    world.change("rules/fraud-1.yaml", "expr: up", "for: 1x\n          expr: up")
    assert {complaint.at for complaint in world.complaints()} == {("models", "other")}
    world.remove("rules/fraud-1.yaml")
    world.change("kustomization.yaml", "  - rules/fraud-1.yaml\n", "")
    assert "has more groups" in world.complaint().message
