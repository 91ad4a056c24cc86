"""The small platform as the spec means it: each node knows its place in the spec."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin import ir, promql
from tocsin.units import UNITS
from tocsin.versions import Version

_UP = promql.selector("up", model="fraud")
RECORDING = ir.Recording(record="fraud:up:sum", expr=_UP, labels={}, at=("models", "fraud", "recordings", "up"))
ALERT = ir.Alert(
    name="FraudDown",
    expr=_UP,
    value=_UP,
    unit=UNITS["seconds"],
    limits=(),
    for_ms=300_000,
    keep_firing_for_ms=0,
    severity="critical",
    labels={"severity": "critical"},
    annotations={"summary": "down"},
    title="up",
    at=("models", "fraud", "thresholds", "down"),
)
GROUP = ir.RuleGroup(name="fraud", interval_ms=30_000, rules=(RECORDING, ALERT), at=("models", "fraud"))
RULE_OBJECT = ir.RuleObject(name="fraud", namespace="shop", labels={}, groups=(GROUP,), sources=(), at=("models", "fraud"))
MONITOR = ir.ServiceMonitor(
    name="fraud",
    namespace="shop",
    labels={},
    selector={"app": "fraud"},
    target_namespace="shop",
    port="metrics",
    path="/metrics",
    scheme="http",
    interval_ms=30_000,
    timeout_ms=10_000,
    honor_labels=False,
    target_labels={},
    drop=(),
    sources=(),
    at=("models", "fraud", "scrape"),
    job_label="",
)
CPU = ir.ResourceTarget(resource="cpu", percent=70, at=("models", "fraud", "scaling", "targets", "cpu"))
QUEUE = ir.MetricTarget(
    name="queue_depth",
    query=_UP,
    value="20",
    number=20,
    scope="total",
    activation=0,
    at=("models", "fraud", "scaling", "targets", "queue_depth"),
)
NIGHT = ir.Hours(
    name="night",
    begins="0 22 * * *",
    ends="0 5 * * *",
    timezone="Europe/Berlin",
    replicas=3,
    at=("models", "fraud", "scaling", "hours", "night"),
)
AUTOSCALER = ir.Autoscaler(
    name="fraud",
    namespace="shop",
    labels={},
    by="hpa",
    target=ir.ScaleTarget(api_version="apps/v1", kind="Deployment", name="fraud-predictor"),
    minimum=1,
    maximum=5,
    resources=(CPU,),
    metrics=(QUEUE,),
    up=None,
    down=None,
    polling_seconds=30,
    cooldown_seconds=300,
    fallback=None,
    server="http://prometheus.monitoring:9090",
    sources=(),
    at=("models", "fraud", "scaling"),
)


def _route(name: str, receiver: str, at: tuple[str, ...], routes: tuple[ir.Route, ...] = ()) -> ir.Route:
    return ir.Route(
        name=name,
        matchers=(),
        receiver=receiver,
        group_by=("alertname",),
        group_wait_ms=None,
        group_interval_ms=None,
        repeat_interval_ms=None,
        continues=False,
        mute=(),
        active=(),
        routes=routes,
        at=at,
    )


ROUTING = ir.Routing(
    settings={},
    root=_route("root", "operations", ("routing",), (_route("critical", "pager", ("routing", "routes", "critical")),)),
    receivers=(
        ir.Receiver(name="operations", configs={}, custom_resource={}, labels={}, at=("receivers", "operations")),
        ir.Receiver(name="pager", configs={"slack_configs": ({},)}, custom_resource={}, labels={}, at=("receivers", "pager")),
    ),
    inhibit=(ir.InhibitRule(name="ladder", source=(), target=(), equal=(), at=("routing", "inhibit", "ladder")),),
    intervals=(ir.TimeInterval(name="nights", entries=(), at=("routing", "intervals", "nights")),),
    secrets=(),
    sources=(),
    at=("routing",),
)
DASHBOARD = ir.Dashboard(
    uid="fraud",
    title="Fraud",
    description="",
    tags=(),
    folder="",
    refresh="30s",
    time_from="now-1h",
    rows=(),
    annotations=(),
    sources=(),
    at=("dashboards", "fraud"),
)
PLATFORM = ir.Platform(
    name="shop",
    environment="prod",
    namespace="shop",
    sources=(),
    cluster=ir.Cluster(
        prometheus=Version(3, 5),
        alertmanager=Version(0, 33),
        kubernetes=Version(1, 33),
        operator=True,
        rule_labels={},
        monitor_labels={},
        alertmanager_delivery="file",
        alertmanager_secret="alertmanager",  # noqa: S106 - the name of the Secret
        alertmanager_namespace="monitoring",
        grafana_delivery="sidecar",
        grafana_namespace="monitoring",
        grafana_instance={"dashboards": "grafana"},
        folder="",
        blackbox_namespace="monitoring",
    ),
    rules=(RULE_OBJECT,),
    monitors=(MONITOR,),
    jobs=(),
    modules=(),
    autoscalers=(AUTOSCALER,),
    adapter_rules=(),
    patches=(),
    routing=ROUTING,
    dashboards=(DASHBOARD,),
    stack=None,
)
KEDA = replace(PLATFORM, autoscalers=(replace(AUTOSCALER, by="keda", hours=(NIGHT,)),))
