"""The small platform as the spec means it: each node knows its place in the spec."""

from __future__ import annotations

from msgspec.structs import replace

from emit import small_platform
from emit.small_routing import ROOT
from emit.test_monitors import SERVICE
from tocsin import ir, promql
from tocsin.units import UNITS

_UP = promql.selector("up", model="fraud")
RECORDING = ir.Recording(record="fraud:up:sum", expr=_UP, labels={}, at=("models", "fraud", "recordings", "up"))
ALERT = ir.Alert(
    name="FraudDown",
    expr=_UP,
    value=_UP,
    unit=UNITS["seconds"],
    for_ms=300_000,
    severity="critical",
    labels={"severity": "critical"},
    annotations={"summary": "down"},
    title="up",
    at=("models", "fraud", "thresholds", "down"),
)
GROUP = ir.RuleGroup(name="fraud", interval_ms=30_000, rules=(RECORDING, ALERT), at=("models", "fraud"))
RULE_OBJECT = ir.RuleObject(name="fraud", namespace="shop", labels={}, groups=(GROUP,), sources=(), at=("models", "fraud"))
MONITOR = replace(
    SERVICE, namespace="shop", labels={}, target_namespace="shop", timeout_ms=10_000, sources=(), at=("models", "fraud", "scrape")
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
    return replace(ROOT, name=name, receiver=receiver, at=at, routes=routes)


ROUTING = ir.Routing(
    settings={},
    root=_route("root", "operations", ("routing",), (_route("critical", "pager", ("routing", "routes", "critical")),)),
    receivers=(
        ir.Receiver(name="operations", configs={}, custom_resource={}, labels={}, at=("receivers", "operations")),
        ir.Receiver(name="pager", configs={"slack_configs": ({},)}, custom_resource={}, labels={}, at=("receivers", "pager")),
    ),
    inhibit=(ir.InhibitRule(name="ladder", source=(), target=(), equal=(), at=("routing", "inhibit", "ladder")),),
    intervals=(ir.TimeInterval(name="nights", entries=(), at=("routing", "intervals", "nights")),),
    templates={},
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
PLATFORM = replace(
    small_platform.PLATFORM,
    namespace="shop",
    sources=(),
    cluster=replace(small_platform.CLUSTER, alertmanager_secret="alertmanager", grafana_delivery="sidecar"),  # noqa: S106 - its name
    rules=(RULE_OBJECT,),
    monitors=(MONITOR,),
    autoscalers=(AUTOSCALER,),
    routing=ROUTING,
    dashboards=(DASHBOARD,),
)
KEDA = replace(PLATFORM, autoscalers=(replace(AUTOSCALER, by="keda", hours=(NIGHT,)),))
