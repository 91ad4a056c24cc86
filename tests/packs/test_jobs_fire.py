"""What the packs of Kueue, KubeRay and the Pushgateway bring fires when jobs wait for nothing or fail unseen, and only then."""

from __future__ import annotations

from pathlib import Path

from conftest import Judge
from packs.trouble import Server, each_excuse, each_trouble, times

_POD = 'job="kueue-controller-manager",namespace="ml",pod="kueue-0-a"'


def _of(name: str, value: str, more: str = "", *, queue: str = "gpus", pod: str = _POD) -> dict[str, str]:
    return {f'kueue_{name}{{{pod},cluster_queue="{queue}",replica_role="leader"{more}}}': value}


def _waits(counts: tuple[float, float, float]) -> dict[str, str]:
    """Return how long the six workloads of an hour waited."""
    labels = f'{_POD},cluster_queue="gpus",replica_role="leader",priority_class=""'
    return times("kueue_admission_wait_time_seconds", labels, ("2560", "5120", "10240"), counts, 0.1)


_KUEUE = Server(
    "kueue",
    well={
        f"up{{{_POD}}}": "1x200",
        # A long queue is what Kueue is for.
        **_of("pending_workloads", "50x200", ',status="active"'),
        **_of("pending_workloads", "20x200", ',status="inadmissible"'),
        **_of("reserving_active_workloads", "8x200"),
        **_of("cluster_queue_status", "1x200", ',status="active"'),
        **_of("cluster_queue_status", "0x200", ',status="pending"'),
        **_of("evicted_workloads_total", "0+1x200", ',reason="Preempted"'),
        **_waits((0.09, 0.1, 0.1)),
        # Another queue, which is empty.
        **_of("pending_workloads", "0x200", ',status="active"', queue="cpus"),
        **_of("reserving_active_workloads", "0x200", queue="cpus"),
        **_of("cluster_queue_status", "1x200", ',status="active"', queue="cpus"),
    },
    troubles={
        "a queue lacks its flavor": (_of("cluster_queue_status", "0x200", ',status="active"'), {"ClusterQueueInactive/warning": 1}),
        "a workload asks for more than there is": (_of("reserving_active_workloads", "0x200"), {"WorkloadsStuck/warning": 1}),
        "people wait": (_waits((0.02, 0.05, 0.1)), {"AdmissionWaitLong/warning": 1}),
        "images are not pulled": (
            _of("evicted_workloads_total", "0+0.2x200", ',reason="PodsReadyTimeout"'),
            {"WorkloadsNotStarting/warning": 1},
        ),
    },
    excuses={
        "a queue that is closed and empty": _of("cluster_queue_status", "0x200", ',status="active"', queue="cpus"),
        "a replica that has just started": _of("cluster_queue_status", "0x200", ',status="active"', pod=_POD.replace("0-a", "0-b")),
        "a workload that is being admitted": _of("reserving_active_workloads", "8x160 0x20 8x20"),
    },
)

_GATEWAY = 'job="pushgateway",namespace="ml",pod="pushgateway-0-a"'


def _pushed(name: str, when: str, more: str = "", job: str = "train") -> dict[str, str]:
    # With honor_labels the job is that of who pushed. Time begins at 0, so eight days ago is before it.
    return {f'push_{name}_seconds{{namespace="ml",pod="pushgateway-0-a",job="{job}",instance=""{more}}}': f"{when}x200"}


_PUSHES = Server(
    "pushgateway",
    well={
        f"up{{{_GATEWAY}}}": "1x200",
        **_pushed("time", "5000"),
        **_pushed("failure_time", "0"),
        **_pushed("time", "-600000", job="weekly"),
        **_pushed("failure_time", "-700000", job="weekly"),
        f'pushgateway_http_requests_total{{{_GATEWAY},handler="push",code="200",method="put"}}': "0+1x200",
    },
    troubles={
        "a push contradicts another": (_pushed("failure_time", "6000"), {"PushFailed/warning": 1}),
        "a job never pushed well": ({**_pushed("time", "0"), **_pushed("failure_time", "6000")}, {"PushFailed/warning": 1}),
        "a job is gone": (_pushed("time", "-690000", job="weekly"), {"JobNotPushing/warning": 1}),
        "somebody pushes nonsense": (
            {f'pushgateway_http_requests_total{{{_GATEWAY},handler="push",code="400",method="put"}}': "0+0.2x200"},
            {"PushesRefused/warning": 1},
        ),
    },
    excuses={
        "another group of the job is older": {
            **_pushed("time", "3000", ',shard="2"'),
            **_pushed("failure_time", "4000"),
        },
    },
)

_OPERATORS = ("kuberay-operator-a", "kuberay-operator-b")


def _ray(name: str, values: str, more: str, namespace: str = "ml") -> dict[str, str]:
    # Each replica of the operator tells of all, with the namespace of the resource.
    where = f'job="kuberay-operator",namespace="{namespace}"'
    return {f'kuberay_{name}{{{where},pod="{pod}",{more}}}': values for pod in _OPERATORS}


_RAY = Server(
    "kuberay",
    well={
        **{f'up{{job="kuberay-operator",namespace="kuberay-system",pod="{pod}"}}': "1x200" for pod in _OPERATORS},
        **_ray("service_condition_ready", "1x200", 'name="llm",condition="true"'),
        **_ray("service_condition_upgrade_in_progress", "1x200", 'name="llm",condition="false"'),
        **_ray("cluster_condition_provisioned", "1x200", 'name="llm-a",condition="true"'),
        **_ray("job_deployment_status", "1x200", 'name="train",deployment_status="Running"'),
        **_ray("job_deployment_status", "1x200", 'name="eval",deployment_status="Complete"'),
        # Another team's.
        **_ray("service_condition_ready", "1x200", 'name="other",condition="false"', namespace="other"),
    },
    troubles={
        "a model does not load": (
            _ray("service_condition_ready", "1x200", 'name="rank",condition="false"'),
            {"RayServiceNotReady/critical": 1},
        ),
        "there are no GPUs for a second cluster": (
            _ray("service_condition_upgrade_in_progress", "1x200", 'name="rank",condition="true"'),
            {"RayServiceUpgradeStuck/warning": 1},
        ),
        "an image is not pulled": (
            {
                **_ray("cluster_condition_provisioned", "1x200", 'name="tune-b",condition="false"'),
                **_ray("job_deployment_status", "1x200", 'name="tune",deployment_status="Initializing"'),
            },
            {"RayClusterNotProvisioned/warning": 1, "RayJobNotStarting/warning": 1},
        ),
        "a training fails": (_ray("job_deployment_status", "1x200", 'name="tune",deployment_status="Failed"'), {"RayJobFailed/warning": 1}),
        "two specs are wrong": (
            {**_ray("job_deployment_status", "1x200", 'name="a",deployment_status="ValidationFailed"')}
            | _ray("job_deployment_status", "1x200", 'name="b",deployment_status="ValidationFailed"'),
            {"RayJobFailed/warning": 2},
        ),
    },
    excuses={
        "a cluster starts": {
            **_ray("service_condition_ready", "_x172 1x28", 'name="rank",condition="false"'),
            **_ray("cluster_condition_provisioned", "_x172 1x28", 'name="rank-a",condition="false"'),
        },
        "an upgrade goes on": _ray("service_condition_upgrade_in_progress", "_x150 1x50", 'name="rank",condition="true"'),
        "a job is tried again": _ray("job_deployment_status", "1x200", 'name="tune",deployment_status="Retrying"'),
    },
)

_SERVERS = (_KUEUE, _PUSHES, _RAY)


@each_trouble(_SERVERS)
def test_trouble_fires_its_alert_and_no_other(server: Server, trouble: str, tmp_path: Path, judge: Judge) -> None:
    server.fires(trouble, tmp_path, judge)


@each_excuse(_SERVERS)
def test_a_queue_that_works_fires_nothing(server: Server, excuse: str, tmp_path: Path, judge: Judge) -> None:
    server.is_silent(excuse, tmp_path, judge)
