"""The files of the small platform, written by hand."""

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
    - type: cron
      metadata:
        timezone: Europe/Berlin
        start: 0 22 * * *
        end: 0 5 * * *
        desiredReplicas: "3"
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
  - autoscalers/fraud-scaler.yaml
  - dashboards/fraud.configmap.yaml
  - monitors/fraud.yaml
  - rules/fraud.yaml
"""

FILES = {
    "prometheus/fraud.rules.yaml": RULES,
    "rules/fraud.yaml": PROMETHEUS_RULE,
    "monitors/fraud.yaml": SERVICE_MONITOR,
    "autoscalers/fraud-scaler.yaml": HPA,
    "alertmanager/alertmanager.yaml": ALERTMANAGER,
    "alertmanager/templates/tocsin.tmpl": TEMPLATE,
    "dashboards/fraud.configmap.yaml": CONFIG_MAP,
    "kustomization.yaml": KUSTOMIZATION,
    "autoscalers/prometheus-adapter.values.yaml": "rules: {}\n",
    "monitors/blackbox.yml": "modules: {}\n",
}
