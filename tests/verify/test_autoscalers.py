import re

import kubernetes_validate
import pytest
import yaml
from kubernetes.client import V2HorizontalPodAutoscaler
from msgspec.structs import replace

from tocsin import ir
from verify.small_files import HPA, SCALED_OBJECT
from verify.small_nodes import AUTOSCALER, CPU, KEDA, NIGHT, QUEUE
from verify.small_world import World

HPA_FILE = "autoscalers/fraud-scaler.yaml"
SCALING = AUTOSCALER.at
KEDA_BEHAVIOR = "{horizontalPodAutoscalerConfig: {behavior: {scaleUp: {policies: [{type: Pods, value: 0, periodSeconds: 60}]}}}}"


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
        ("model: fraud", "model: org/fraud", "is no label value", QUEUE.at),
        ("model: fraud", "_model: fraud", "`_model` is no key", QUEUE.at),
        ("stabilizationWindowSeconds: 60", "stabilizationWindowSeconds: 3601", "0 to 3600 seconds", SCALING),
        (
            "      policies:\n        - type: Percent\n          value: 50\n          periodSeconds: 60\n",
            "      policies: []\n",
            "is empty",
            SCALING,
        ),
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


def test_what_is_refused_of_one_container_is_told_where_it_is_held(world: World) -> None:
    world.write(HPA_FILE, CONTAINER.replace("averageUtilization: 70", "averageUtilization: 0"))
    assert world.complaint().at == CPU.at


def test_an_hpa_without_metrics_would_hold_the_cpu_at_80_percent(world: World) -> None:
    world.write(HPA_FILE, HPA.partition("  metrics:")[0])
    assert "80 %" in world.complaint().message


CONTAINER = HPA.replace(
    "type: Resource\n      resource:\n", "type: ContainerResource\n      containerResource:\n        container: server\n"
)
PODS = HPA.replace("type: External\n      external:", "type: Pods\n      pods:")
TOTAL = HPA.replace('type: AverageValue\n          averageValue: "20"', "type: Value\n          value: 1500m")
OBJECT = TOTAL.replace(
    "type: External\n      external:\n",
    "type: Object\n      object:\n        describedObject: {kind: Namespace, name: shop, apiVersion: v1}\n",
)
MINIMAL = HPA.partition("  behavior:")[0]


@pytest.mark.parametrize(
    "text", [HPA, CONTAINER, PODS, TOTAL, OBJECT, MINIMAL], ids=["external", "container", "pods", "total", "object", "minimal"]
)
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
        ("start: 0 22 * * *", 'start: "@daily"', "has not five fields", NIGHT.at),
        ("end: 0 5 * * *", "end: 0 5 * * 7", "is no `end`", NIGHT.at),
        ("end: 0 5 * * *", "end: 0 22 * * *", "are the same", NIGHT.at),
        ("timezone: Europe/Berlin", "timezone: Berlin", "no time zone", NIGHT.at),
        ('desiredReplicas: "3"', 'desiredReplicas: "-3"', "is no number", NIGHT.at),
        ("metricType: Utilization", "metricType: Percent", "no type of metric", CPU.at),
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


@pytest.mark.parametrize("least", [0, 1])
def test_a_good_scaled_object_has_no_complaint(world: World, least: int) -> None:
    world.platform = KEDA
    world.write(HPA_FILE, SCALED_OBJECT.replace("minReplicaCount: 1", f"minReplicaCount: {least}"))
    assert world.complaints() == ()


def test_a_scaled_object_needs_a_name_that_keda_can_prefix(world: World) -> None:
    name = "fraud" * 11
    world.platform = replace(KEDA, autoscalers=(replace(AUTOSCALER, by="keda", name=name),))
    world.write(HPA_FILE, SCALED_OBJECT.replace("  name: fraud\n  namespace", f"  name: {name}\n  namespace"))
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


def test_two_autoscalers_on_one_target_are_refused(world: World) -> None:
    second = replace(AUTOSCALER, name="second", at=("models", "second", "scaling"))
    world.platform = replace(world.platform, autoscalers=(AUTOSCALER, second))
    world.write("autoscalers/second-scaler.yaml", HPA.replace("  name: fraud\n  namespace", "  name: second\n  namespace"))
    world.change("kustomization.yaml", "resources:\n", "resources:\n  - autoscalers/second-scaler.yaml\n")
    complaint = world.complaint()
    assert "`fraud` scales Deployment `fraud-predictor` already" in complaint.message
    assert complaint.at == second.at


TRIGGER = ir.Trigger(
    name="jobs",
    type="rabbitmq",
    metadata={"queueName": "jobs"},
    metric_type="AverageValue",
    authentication=ir.TriggerAuthentication(name="fraud-jobs", secrets={"host": ir.SecretKey(secret="rabbitmq", key="uri")}),  # noqa: S106 - its name
    at=("models", "fraud", "scaling", "triggers", "jobs"),
)
AUTHENTICATION_FILE = "autoscalers/fraud-scaler-jobs.authentication.yaml"
AUTHENTICATION = """\
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: fraud-jobs
  namespace: shop
spec:
  secretTargetRef:
    - parameter: host
      name: rabbitmq
      key: uri
"""
QUEUE_TRIGGER = """\
    - type: rabbitmq
      metadata:
        queueName: jobs
      authenticationRef:
        name: fraud-jobs
    - type: cron
"""


@pytest.fixture
def queue(world: World) -> World:
    world.platform = replace(KEDA, autoscalers=(replace(AUTOSCALER, by="keda", triggers=(TRIGGER,), hours=(NIGHT,)),))
    world.write(HPA_FILE, SCALED_OBJECT.replace("    - type: cron\n", QUEUE_TRIGGER))
    world.write(AUTHENTICATION_FILE, AUTHENTICATION)
    world.change("kustomization.yaml", "resources:\n", f"resources:\n  - {AUTHENTICATION_FILE}\n")
    return world


def test_what_a_trigger_authenticates_by_has_no_complaint(queue: World) -> None:
    assert queue.complaints() == ()


def test_what_is_wrong_with_it_is_told_at_the_trigger(queue: World) -> None:
    queue.change(AUTHENTICATION_FILE, "parameter: host", "parametr: host")
    assert {each.at for each in queue.complaints()} == {TRIGGER.at}


def test_a_trigger_and_the_hours_behind_it_are_told_where_they_are_said(queue: World) -> None:
    queue.change(HPA_FILE, "queueName: jobs", "queueName: 5")
    assert queue.complaint().at == TRIGGER.at
    queue.change(HPA_FILE, "queueName: 5", "queueName: jobs")
    queue.change(HPA_FILE, 'desiredReplicas: "3"', 'desiredReplicas: "x"')
    assert queue.complaint().at == NIGHT.at


def test_an_authentication_that_nobody_wrote_is_missed(queue: World) -> None:
    queue.remove(AUTHENTICATION_FILE)
    queue.change("kustomization.yaml", f"  - {AUTHENTICATION_FILE}\n", "")
    complaint = queue.complaint()
    assert "TriggerAuthentication `fraud-jobs`" in complaint.message
    assert complaint.at == TRIGGER.at
