import json
from collections.abc import Iterator
from importlib.resources import files

import pytest

from tocsin.verify import strict
from verify.small_nodes import AUTOSCALER, CPU, MONITOR
from verify.small_world import World

HPA_FILE = "autoscalers/fraud-scaler.yaml"
MONITOR_FILE = "monitors/fraud.yaml"
SCALING = AUTOSCALER.at


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


def kinds() -> Iterator[tuple[str, str]]:
    """Yield the API version and kind of every schema."""
    for file in (files("tocsin.verify") / "schemas").iterdir():
        for name, definition in json.loads(file.read_text(encoding="utf-8"))["$defs"].items():
            version = definition.get("properties", {}).get("apiVersion", {}).get("const")
            if version is not None:
                yield version, name


def test_every_schema_forbids_what_it_does_not_list_and_compiles() -> None:
    for version, kind in kinds():
        manifest = {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}, "spec": {}, "nope": 1}
        assert any("`nope`" in fault.message for fault in strict.faults(manifest)), kind


def test_the_kinds_that_we_write_have_schemas() -> None:
    assert {kind for _, kind in kinds()} == {
        "AlertmanagerConfig",
        "AnalysisTemplate",
        "ClusterRules",
        "ConfigMap",
        "CronJob",
        "CronWorkflow",
        "GrafanaDashboard",
        "HorizontalPodAutoscaler",
        "Kustomization",
        "PodMonitor",
        "PodMonitoring",
        "Probe",
        "PrometheusRule",
        "ScaledObject",
        "Secret",
        "ServiceMonitor",
        "TriggerAuthentication",
    }


def test_an_analysis_template_says_whom_it_asks() -> None:
    metric = {"name": "errors", "provider": {"prometheus": {"address": "http://prometheus:9090"}}}
    manifest = {"apiVersion": "argoproj.io/v1alpha1", "kind": "AnalysisTemplate", "metadata": {"name": "x"}, "spec": {"metrics": [metric]}}
    assert [fault.message for fault in strict.faults(manifest)] == ["missing: `query`"]
