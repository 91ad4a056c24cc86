"""A repository with one small platform in which all judges are content; each test spoils one thing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tocsin import ir, promql
from tocsin.units import UNITS
from tocsin.verify import Complaint, Verdict, verify
from tocsin.versions import Version

INSTALLED = Path(__file__).parents[2] / ".tools"

RULES = """\
groups:
  - name: fraud
    interval: 30s
    rules:
      - record: fraud:up:sum
        expr: sum(up{model="fraud"})
      - alert: FraudDown
        expr: fraud:up:sum == 0
        for: 5m
        labels:
          severity: critical
        annotations:
          summary: "down for {{ $value }}"
"""

PROMETHEUS_RULE = """\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: fraud
  namespace: shop
  labels:
    release: monitoring
spec:
""" + "".join(f"  {line}\n" for line in RULES.splitlines())

SERVICE_MONITOR = """\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: fraud
  namespace: shop
spec:
  selector:
    matchLabels:
      app: fraud
  endpoints:
    - port: metrics
      interval: 30s
      scrapeTimeout: 10s
      metricRelabelings:
        - sourceLabels: [__name__]
          regex: go_.*
          action: drop
"""

HPA = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: fraud
  namespace: shop
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: fraud-predictor
  minReplicas: 1
  maxReplicas: 5
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 70
    - type: External
      external:
        metric:
          name: fraud_queue_depth
          selector:
            matchLabels:
              model: fraud
        target:
          type: AverageValue
          averageValue: "20"
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 60
      policies:
        - type: Percent
          value: 50
          periodSeconds: 60
"""

SCALED_OBJECT = """\
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: fraud
  namespace: shop
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: fraud-predictor
  minReplicaCount: 1
  maxReplicaCount: 5
  fallback:
    failureThreshold: 3
    replicas: 2
  triggers:
    - type: cpu
      metricType: Utilization
      metadata:
        value: "70"
    - type: prometheus
      metricType: AverageValue
      metadata:
        serverAddress: http://prometheus.monitoring:9090
        query: sum(queue_depth)
        threshold: "20"
        ignoreNullValues: "false"
"""

ALERTMANAGER = """\
templates:
  - templates/tocsin.tmpl
route:
  receiver: operations
  group_by: [alertname]
  routes:
    - matchers: ['severity="critical"']
      receiver: pager
      mute_time_intervals: [nights]
inhibit_rules:
  - source_matchers: ['severity="critical"']
    target_matchers: ['severity="warning"']
    equal: [alertname]
time_intervals:
  - name: nights
    time_intervals:
      - times:
          - start_time: "00:00"
            end_time: "06:00"
receivers:
  - name: operations
  - name: pager
    slack_configs:
      - api_url_file: /etc/alertmanager/secrets/slack/url
        channel: "#pager"
        title: '{{ template "tocsin.title" . }}'
        text: '{{ range .Alerts.Firing }}{{ .Annotations.summary }}{{ end }}'
"""

TEMPLATE = '{{ define "tocsin.title" }}{{ .CommonLabels.alertname }}: {{ len .Alerts.Firing }}{{ end }}\n'

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: fraud-dashboard
  namespace: monitoring
  labels:
    grafana_dashboard: "1"
data:
  fraud.json: |
    {"uid": "fraud"}
"""

KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - autoscalers/fraud.yaml
  - dashboards/fraud.configmap.yaml
  - monitors/fraud.yaml
  - rules/fraud.yaml
"""

FILES = {
    "prometheus/fraud.rules.yaml": RULES,
    "rules/fraud.yaml": PROMETHEUS_RULE,
    "monitors/fraud.yaml": SERVICE_MONITOR,
    "autoscalers/fraud.yaml": HPA,
    "alertmanager/alertmanager.yaml": ALERTMANAGER,
    "alertmanager/templates/tocsin.tmpl": TEMPLATE,
    "dashboards/fraud.configmap.yaml": CONFIG_MAP,
    "kustomization.yaml": KUSTOMIZATION,
    "autoscalers/prometheus-adapter.values.yaml": "rules: {}\n",
    "monitors/blackbox.yml": "modules: {}\n",
}

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
    fallback_failures=3,
    fallback_replicas=2,
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
        folder="",
    ),
    rules=(RULE_OBJECT,),
    monitors=(MONITOR,),
    modules=(),
    autoscalers=(AUTOSCALER,),
    adapter_rules=(),
    patches=(),
    routing=ROUTING,
    dashboards=(DASHBOARD,),
    stack=None,
)
KEDA = replace(PLATFORM, autoscalers=(replace(AUTOSCALER, by="keda"),))


class World:
    """A repository of its own, with the programs of this one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "generated" / "prod" / "shop"
        self.platform = PLATFORM
        (root / ".tools").symlink_to(INSTALLED)
        for file, text in FILES.items():
            self.write(file, text)

    def write(self, file: str, text: str) -> None:
        """Write a file of the platform."""
        (self.folder / file).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / file).write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text that occurs once in a file of the platform."""
        text = (self.folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        self.write(file, text.replace(old, new))

    def change_rules(self, old: str, new: str) -> None:
        """Replace a text in the rule file and in the object alike."""
        rules = RULES.replace(old, new)
        assert rules != RULES
        self.write("prometheus/fraud.rules.yaml", rules)
        self.write(
            "rules/fraud.yaml", PROMETHEUS_RULE.partition("spec:\n")[0] + "spec:\n" + "".join(f"  {line}\n" for line in rules.splitlines())
        )

    def remove(self, file: str) -> None:
        """Remove a file of the platform."""
        (self.folder / file).unlink()

    def verdict(self, *, allow_missing: bool = False) -> Verdict:
        """Return what the judges say."""
        return verify(self.root, [self.platform], allow_missing=allow_missing)

    def complaints(self) -> tuple[Complaint, ...]:
        """Return the judges' complaints; all of them must have been asked."""
        verdict = self.verdict()
        assert not verdict.missing
        return verdict.complaints

    def complaint(self) -> Complaint:
        """Return the only complaint."""
        (only,) = self.complaints()
        return only
