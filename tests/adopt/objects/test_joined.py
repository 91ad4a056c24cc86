"""Which component objects and rules stand at together, and what is not taken over because another object makes it."""

import pytest
import yaml

from adopt.objects.taking import drafted, made, taken, told
from adopt.objects.test_horizontal_pod_autoscalers import CPU, hpa
from adopt.objects.test_monitors import RUNNING, monitor


def test_an_autoscaler_joins_the_monitor_of_its_workload() -> None:
    found = taken(hpa(CPU) + "\n---\n" + monitor("port: http", name="vllm"))
    assert drafted(found)["components"].keys() == {"vllm"}
    assert sorted(each.name for each in made(found)) == ["chat", "vllm"]
    assert not any("taken for the Deployment" in line for line in told(found))


def test_what_another_object_makes_is_not_taken_over() -> None:
    made_by_keda = hpa(CPU).replace("namespace: ml}", "namespace: ml, ownerReferences: [{kind: ScaledObject, name: chat, uid: x}]}")
    found = taken(made_by_keda)
    assert (told(found), found.drafted.text) == (
        ["6: HorizontalPodAutoscaler `chat`: the ScaledObject `chat` makes it: what is to be taken over is that"],
        "",
    )


def test_rules_of_a_group_called_so_stand_beside_it() -> None:
    rules = "groups: [{name: chat, rules: [{alert: Slow, expr: max(latency_seconds) > 2, labels: {severity: critical}}]}]"
    found = taken(f"{rules}\n---\n{hpa(CPU)}")
    assert drafted(found)["components"]["chat"].keys() == {"workload", "scaling", "thresholds"}


@pytest.mark.parametrize(
    ("job", "expr", "joined"),
    [
        ("chat", 'up{job="chat"} == 0', True),
        ("ml/chat", 'up{job="ml/chat"} == 0', True),
        ("chat", 'up{job="chat"} == 0 and on () other > 1', False),
        ("chat", 'up{job="other"} == 0', False),
        ("chat", 'up{job=~"chat"} == 0', False),
    ],
)
def test_rules_that_ask_for_its_job_only_stand_beside_it(job: str, expr: str, *, joined: bool) -> None:
    rules = f"groups: [{{name: some rules, rules: [{{alert: Gone, expr: '{expr}', labels: {{severity: critical}}}}]}}]"
    kind = "PodMonitor" if "/" in job else "ServiceMonitor"
    found = taken(f"{rules}\n---\n{monitor('port: http', kind=kind)}{RUNNING}")
    told_so = "Gone: stands with its group at `chat`, which is scraped as the job that it asks for"
    assert (told_so in {note.message for note in found.drafted.notes}) == joined
    assert yaml.safe_load(found.drafted.text)["components"].keys() == ({"chat"} if joined else {"chat", "some-rules"})
