"""HorizontalPodAutoscalers that were written by hand become `scaling:` from which the same objects are generated, or are left alone."""

from textwrap import indent

import pytest

from adopt.objects.taking import drafted, made, taken, told


def hpa(spec: str, *, version: str = "autoscaling/v2", kind: str = "Deployment", name: str = "chat") -> str:
    return f"""
apiVersion: {version}
kind: HorizontalPodAutoscaler
metadata: {{name: {name}, namespace: ml}}
spec:
  scaleTargetRef: {{apiVersion: apps/v1, kind: {kind}, name: {name}}}
{indent(spec.strip(), "  ")}
"""


CPU = """
minReplicas: 2
maxReplicas: 6
metrics:
  - type: Resource
    resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
"""


def test_one_on_cpu_is_generated_as_it_was() -> None:
    found = taken(hpa(CPU))
    assert told(found) == []
    assert drafted(found)["components"] == {
        "chat": {
            "workload": {"deployment": "chat"},
            "scaling": {"name": "chat", "replicas": {"min": 2, "max": 6}, "targets": {"cpu": "70%"}},
        }
    }
    (ours,) = made(found)
    assert (ours.name, ours.namespace) == ("chat", "ml")
    assert ours.spec == {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "chat"},
        "minReplicas": 2,
        "maxReplicas": 6,
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}}],
    }


@pytest.mark.parametrize(
    ("spec", "scaling"),
    [
        ("maxReplicas: 6", {"replicas": {"min": 1, "max": 6}, "targets": {"cpu": "80%"}}),
        (
            CPU + "behavior: {scaleUp: {policies: [{type: Pods, value: 2, periodSeconds: 90}]}, scaleDown: {selectPolicy: Disabled}}",
            {"up": {"by": 2, "every": "1m30s"}, "down": {"disabled": True}},
        ),
        (
            CPU + "behavior: {scaleDown: {stabilizationWindowSeconds: 600, policies: [{type: Percent, value: 50, periodSeconds: 60}]}}",
            {"down": {"window": "10m", "by": "50%", "every": "1m"}},
        ),
        (
            CPU.replace("{name: cpu,", "{name: cpu, container: kserve-container,")
            .replace("Resource", "ContainerResource")
            .replace("resource:", "containerResource:"),
            {"targets": {"cpu": {"utilization": "70%", "container": "kserve-container"}}},
        ),
    ],
)
def test_what_it_says_is_said(spec: str, scaling: dict[str, object]) -> None:
    found = taken(hpa(spec))
    assert told(found) == []
    assert scaling.items() <= drafted(found)["components"]["chat"]["scaling"].items()


_DEFAULTED = """
behavior:
  scaleUp:
    stabilizationWindowSeconds: 0
    selectPolicy: Max
    policies: [{type: Percent, value: 100, periodSeconds: 15}, {type: Pods, value: 4, periodSeconds: 15}]
  scaleDown: {selectPolicy: Max, policies: [{type: Percent, value: 100, periodSeconds: 15}]}
"""


def test_what_the_api_server_filled_in_need_not_be_said() -> None:
    found = taken(hpa(CPU + _DEFAULTED))
    assert told(found) == []
    assert drafted(found)["components"]["chat"]["scaling"].keys() == {"name", "replicas", "targets"}


def test_the_first_version_had_cpu_only() -> None:
    text = hpa("maxReplicas: 3\ntargetCPUUtilizationPercentage: 60", version="autoscaling/v1", kind="StatefulSet")
    component = drafted(taken(text))["components"]["chat"]
    assert (component["workload"], component["scaling"]["targets"]) == ({"statefulset": "chat"}, {"cpu": "60%"})


@pytest.mark.parametrize(
    ("spec", "line", "message"),
    [
        (
            "maxReplicas: 3\nmetrics: [{type: Pods, pods: {metric: {name: queue}, target: {type: AverageValue, averageValue: 5}}}]",
            8,
            "`queue`: which series it is says the configuration of prometheus-adapter",
        ),
        (
            "maxReplicas: 3\nmetrics: [{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}]",
            8,
            "`memory` is held at a share of what pods request",
        ),
        (CPU + "behavior: {scaleDown: {tolerance: 0.2}}", 12, "`spec.behavior.scaleDown.tolerance` is `0.2`, and is not said here"),
        (
            CPU
            + "behavior: {scaleUp: {policies: [{type: Pods, value: 2, periodSeconds: 30}, {type: Percent, value: 9, periodSeconds: 30}]}}",
            12,
            "`spec.behavior.scaleUp.policies` would be otherwise here: each direction has one policy",
        ),
        ("maxReplicas: 3\nmaxReplica: 4", 6, "no such field: `maxReplica`"),
        ("minReplicas: 4\nmaxReplicas: 3", 6, "min 4 is above max 3"),
    ],
)
def test_what_has_no_words_is_told_where_it_stands_and_left_alone(spec: str, line: int, message: str) -> None:
    found = taken(hpa(spec))
    (only,) = told(found)
    assert only.startswith(f"{line}: lost: HorizontalPodAutoscaler `chat`: {message}")
    assert only.endswith("it is left as it is")
    assert found.drafted.text == ""


def test_what_is_scaled_must_be_a_workload() -> None:
    (only,) = told(taken(hpa("maxReplicas: 3", kind="InferenceService")))
    assert "and no InferenceService" in only


SPEC = """
platform: {name: shop, namespace: ml}
models:
  forecast:
    workload: {kserve: chat}
    scaling: {name: other, replicas: {min: 2, max: 6}, targets: {cpu: 70%}}
"""


def test_what_the_specs_have_is_told() -> None:
    found = taken(hpa(CPU, name="chat-predictor"), {"shop.yaml": SPEC})
    assert found.drafted.text == ""
    assert told(found) == [
        "6: HorizontalPodAutoscaler `chat-predictor`: it is called `other` in `specs/shop/shop.yaml`: delete this one, or both scale"
    ]
    assert [(each.name, at) for each, at in found.objects.same] == [("chat-predictor", ("models", "forecast", "scaling"))]


def test_what_the_specs_have_otherwise_is_told_with_the_place() -> None:
    (only,) = told(taken(hpa(CPU.replace("70", "60"), name="chat-predictor"), {"shop.yaml": SPEC}))
    assert "averageUtilization` is `60`, and would be `70` here" in only


def test_what_belongs_to_a_model_in_another_file_is_told_as_it_is_written_there() -> None:
    bare = "platform: {name: shop, namespace: ml}\nmodels: {forecast: {workload: {deployment: chat}, scrape: {port: http}}}\n"
    (only,) = told(taken(hpa(CPU), {"shop.yaml": bare}))
    written = "`scaling: {name: chat, replicas: {min: 2, max: 6}, targets: {cpu: 70%}}`"
    assert f"`forecast` in `specs/shop/shop.yaml` runs it, so it belongs there: {written}" in only


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (
            "scaling: {by: keda, replicas: {min: 2, max: 6}, targets: {cpu: 70%}}",
            "a ScaledObject is generated of `forecast`, and none of its kind",
        ),
        ("scaling: {name: chat, replicas: {min: 2, max: 5}, targets: {cpu: 70%}}", "`spec.maxReplicas` is `6`, and would be `5` here"),
    ],
)
def test_what_the_specs_scale_otherwise_is_told(by: str, message: str) -> None:
    spec = f"platform: {{name: shop, namespace: ml}}\nmodels: {{forecast: {{workload: {{deployment: chat}}, {by}}}}}\n"
    (only,) = told(taken(hpa(CPU), {"shop.yaml": spec}))
    assert message in only
