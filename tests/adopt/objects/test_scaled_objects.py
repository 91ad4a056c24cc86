"""ScaledObjects that were written by hand become `scaling:` from which the same objects are generated, or are left alone."""

from textwrap import indent

import pytest
import yaml

from adopt.objects.taking import drafted, made, taken, told

PROMETHEUS = "http://prometheus-operated.monitoring.svc:9090"


def scaled_object(spec: str, *, target: str = "{name: chat}", annotations: str = "{}") -> str:
    return f"""
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{name: chat-keda, namespace: ml, annotations: {annotations}}}
spec:
  scaleTargetRef: {target}
{indent(spec.strip(), "  ")}
"""


def prometheus(query: str, threshold: str, *, more: str = "", metadata: str = "") -> str:
    asked = f"serverAddress: '{PROMETHEUS}', query: '{query}', threshold: '{threshold}', ignoreNullValues: 'false'"
    return f"{{type: prometheus, {more}metadata: {{{asked}{metadata}}}}}"


MODES = ", authModes: 'bearer', customHeaders: X-Scope-OrgID=ml"
MEMORY = "{type: memory, name: memory, metadata: {type: Utilization, value: '80'}}"
CRON = """{type: cron, name: hours-day,
    metadata: {timezone: Europe/Berlin, start: 30  7 * * 1-5, end: 0 19 * * 1-5, desiredReplicas: '3'}}"""
QUEUE = """{type: rabbitmq, name: jobs, authenticationRef: {name: all, kind: ClusterTriggerAuthentication},
    metadata: {queueName: jobs, mode: QueueLength, value: '20', hostFromEnv: RABBIT}}"""

LET_IN = prometheus("sum(a)", "3", more="name: a, authenticationRef: {name: grafana, kind: ClusterTriggerAuthentication}, ", metadata=MODES)

# In the style of what the production stack of vLLM has people write.
VLLM = f"""
minReplicaCount: 1
maxReplicaCount: 8
pollingInterval: 15
cooldownPeriod: 360
fallback: {{failureThreshold: 3, replicas: 2}}
advanced:
  restoreToOriginalReplicaCount: false
  horizontalPodAutoscalerConfig:
    behavior: {{scaleDown: {{stabilizationWindowSeconds: 300, policies: [{{type: Pods, value: 1, periodSeconds: 120}}]}}}}
triggers:
  - type: prometheus
    metadata:
      serverAddress: {PROMETHEUS}
      metricName: vllm:num_requests_waiting
      threshold: "5"
      query: sum(vllm:num_requests_waiting{{namespace="ml", pod=~"chat-.*"}})
"""
_FAILS = "a query without a value is a failure, at which what runs is kept, and no 0, at which replicas go"


def test_one_on_a_queue_is_generated_as_it_was_and_what_is_meant_otherwise_is_told() -> None:
    found = taken(scaled_object(VLLM))
    spec = drafted(found)
    assert spec["platform"]["cluster"]["prometheus"]["address"] == PROMETHEUS
    assert spec["use"] == ["vllm"]
    assert spec["components"]["chat"] == {
        "workload": {"deployment": "chat"},
        "scaling": {
            "by": "keda",
            "name": "chat-keda",
            "replicas": {"min": 1, "max": 8},
            "targets": {"vllm_num_requests_waiting": {"per_replica": 5}},
            "down": {"window": "5m", "by": 1, "every": "2m"},
            "polling": "15s",
            "fallback": {"replicas": 2, "after": 3},
        },
    }
    (ours,) = made(found)
    assert ours.name == "chat-keda"
    assert ours.spec["triggers"][0]["metadata"]["query"] == 'sum(vllm:num_requests_waiting{namespace="ml",pod=~"chat-.*"})'
    said = "ScaledObject `chat-keda`: `spec.triggers[0]"
    assert told(found) == [
        f"18: {said}.metadata.ignoreNullValues` is `true`, and is `false` here: {_FAILS}",
        f"17: {said}.name` is not said, and is `vllm_num_requests_waiting` here: metrics of KEDA call it so",
    ]


@pytest.mark.parametrize(
    ("spec", "scaling"),
    [
        (
            f"triggers: [{prometheus('sum(a)', '3', more='name: a, ')}]",
            {"replicas": {"min": 0, "max": 100}, "targets": {"a": {"per_replica": 3}}},
        ),
        (
            f"triggers: [{prometheus('max(a)', '0.5', more='name: a, metricType: Value, ', metadata=', activationThreshold: 2')}]".replace(
                "Threshold: 2", "Threshold: '2'"
            ),
            {"targets": {"a": {"total": 0.5, "activation": 2}}},
        ),
        (
            f"minReplicaCount: 1\ntriggers: [{prometheus('sum(a)', '1', more='name: a, ')}, {MEMORY}]",
            {"replicas": {"min": 1, "max": 100}, "targets": {"memory": "80%", "a": {"per_replica": 1}}},
        ),
        (
            f"minReplicaCount: 1\ntriggers: [{CRON}]",
            {"hours": {"day": {"from": "30  7 * * 1-5", "until": "0 19 * * 1-5", "timezone": "Europe/Berlin", "replicas": 3}}},
        ),
        (
            f"triggers: [{QUEUE}]",
            {
                "triggers": {
                    "jobs": {
                        "type": "rabbitmq",
                        "metadata": {"queueName": "jobs", "mode": "QueueLength", "value": "20", "hostFromEnv": "RABBIT"},
                        "authentication": {"cluster": "all"},
                    }
                }
            },
        ),
    ],
)
def test_what_it_says_is_said(spec: str, scaling: dict[str, object]) -> None:
    found = taken(scaled_object(spec))
    assert told(found) == []
    said = drafted(found)["components"]["chat"]["scaling"]
    assert {key: said[key] for key in scaling} == scaling


@pytest.mark.parametrize(
    ("spec", "messages"),
    [
        (
            f"idleReplicaCount: 0\nminReplicaCount: 1\ntriggers: [{prometheus('sum(a)', '3')}]",
            ["`spec.idleReplicaCount` is `0`, and is not said"],
        ),
        (
            f"advanced: {{scalingModifiers: {{formula: a + 1, target: '2'}}}}\ntriggers: [{prometheus('sum(a)', '3', more='name: a, ')}]",
            ["`spec.advanced.scalingModifiers` is not said here: there is no word for it"],
        ),
        (
            f"triggers: [{prometheus('sum(a)', '3')}, {prometheus('sum(b)', '3').replace('operated', 'other')}]",
            ["`spec.triggers[1].metadata.serverAddress` is `http://prometheus-other.monitoring.svc:9090`, and would be"],
        ),
        (
            f"triggers: [{LET_IN.replace('sum(a)', 'sum(b)')}, {LET_IN}, {prometheus('sum(c)', '3', more='name: c, ')}]",
            [
                "`spec.triggers[2].metadata.customHeaders` is not said, and would be otherwise here",
                "`spec.triggers[2].metadata.authModes` is not said, and would be `bearer` here",
                "`spec.triggers[2].authenticationRef` is not said",
            ],
        ),
        ("minReplicaCount: 1\ntriggers: [{type: cpu, metricType: AverageValue, metadata: {value: '70'}}]", ["`cpu` is held at a share"]),
        ("triggers: [{type: cpu, metricType: Utilization, metadata: {value: '70'}}]", ["CPU and memory of no replica cannot be measured"]),
        (f"triggers: [{prometheus('sum(a', '3')}]", ["this is not PromQL: unclosed left parenthesis"]),
        ("triggers: [{type: redis, metadata: {address: 'redis://u:p@host:1', listName: a}}]", ["credentials stand at `address`"]),
        ("trigger: []", ["no such field: `trigger`", "missing: `triggers`"]),
    ],
)
def test_what_has_no_words_is_told_and_the_object_left_alone(spec: str, messages: list[str]) -> None:
    found = taken(scaled_object(spec))
    lines = told(found)
    assert len(lines) == len(messages), lines
    for line, message in zip(lines, messages, strict=True):
        assert f"lost: ScaledObject `chat-keda`: {message}" in line
    assert found.drafted.text == ""


def test_what_pauses_it_is_no_part_of_the_language() -> None:
    found = taken(scaled_object("triggers: []", annotations="{autoscaling.keda.sh/paused: 'true'}"))
    assert "its annotation `autoscaling.keda.sh/paused`" in told(found)[0]


def test_two_queries_of_one_name_are_two_metrics() -> None:
    first = scaled_object(f"triggers: [{prometheus('sum(a)', '3', more='name: queue, ')}]")
    second = scaled_object(f"triggers: [{prometheus('sum(b)', '3', more='name: queue, ')}]", target="{name: other}")
    second = second.replace("chat-keda", "other-keda")
    found = taken(f"{first}\n---\n{second}")
    assert told(found) == []
    components = drafted(found)["components"]
    assert components["chat"]["scaling"]["targets"] == {"queue": {"per_replica": 3}}
    assert components["other"]["scaling"]["targets"] == {"queue": {"metric": "queue_2", "per_replica": 3}}


def test_how_prometheus_lets_in_is_said_once() -> None:
    found = taken(scaled_object(f"triggers: [{LET_IN}]"))
    assert told(found) == []
    assert drafted(found)["platform"]["cluster"]["prometheus"] == {
        "address": PROMETHEUS,
        "access": {"authentication": {"cluster": "grafana"}, "modes": ["bearer"], "tenant": "ml"},
    }


def test_what_may_be_a_secret_is_not_shown() -> None:
    asked = prometheus("sum(a)", "3", more="name: a, ", metadata=", customHeaders: 'Authorization=Bearer abc'")
    found = taken(scaled_object(f"triggers: [{asked}]"))
    (only,) = told(found)
    assert "`spec.triggers[0].metadata.customHeaders` is not said here" in only
    assert "abc" not in only + found.drafted.text


def test_a_query_has_no_name_of_a_pack() -> None:
    """In its place it would be read by all who ask for the pack's own metric, alerts of other models among them."""
    spec = f"""
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{release: monitoring, address: "{PROMETHEUS}"}}}}}}
models: {{other: {{runtime: vllm, workload: {{deployment: other}}, scrape: {{port: http}}}}}}
"""
    asked = [prometheus(f"sum({name})", "3", more=f"name: '{name}', ") for name in ("vllm:num_requests_waiting", "DCGM_FI_DEV_GPU_UTIL")]
    found = taken(scaled_object(f"triggers: [{', '.join(asked)}]"), {"shop.yaml": spec})
    assert told(found) == []
    draft = yaml.safe_load(found.drafted.text)
    assert draft["metrics"].keys() == {"vllm_num_requests_waiting", "dcgm_fi_dev_gpu_util"}
    assert [each["metric"] for each in draft["components"]["chat"]["scaling"]["targets"].values()] == [*draft["metrics"]]
