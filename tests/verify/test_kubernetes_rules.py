"""The rules of kinds that the small platform does not write, on manifests of their own."""

import pytest
import yaml

from tocsin.discovery import modules
from tocsin.verify import strict
from tocsin.verify.complaint import Fault

PROBE = """\
apiVersion: monitoring.coreos.com/v1
kind: Probe
metadata: {name: site, namespace: shop}
spec:
  jobName: site
  prober: {url: "blackbox.monitoring:9115", path: /probe}
  module: http_2xx
  interval: 1m
  scrapeTimeout: 10s
  targets:
    staticConfig: {static: ["https://shop.example"], labels: {tier: front}}
"""

POD_MONITOR = """\
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: vllm, namespace: shop}
spec:
  selector: {matchLabels: {app: vllm}}
  podMetricsEndpoints:
    - {port: http, path: /metrics, interval: 30s}
"""

ALERTMANAGER_CONFIG = """\
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: {name: shop, namespace: shop}
spec:
  route:
    receiver: team
    groupBy: [alertname]
    routes:
      - receiver: pager
        matchers: [{name: severity, value: critical, matchType: "="}]
        muteTimeIntervals: [nights]
      - matchers: [{name: severity, value: warning, matchType: "="}]
  inhibitRules:
    - sourceMatch: [{name: severity, value: critical, matchType: "="}]
      targetMatch: [{name: severity, value: warning, matchType: "="}]
      equal: [alertname]
  receivers:
    - name: team
      slackConfigs: [{channel: "#team", apiURL: {name: slack, key: url}}]
    - name: pager
      msteamsv2Configs: [{webhookURL: {name: teams, key: url}, title: down}]
  muteTimeIntervals:
    - name: nights
      timeIntervals:
        - times: [{startTime: "00:00", endTime: "06:00"}]
          weekdays: ["monday:Friday"]
          months: ["1:3", december]
"""

GRAFANA_DASHBOARD = """\
apiVersion: grafana.integreatly.org/v1beta1
kind: GrafanaDashboard
metadata: {name: fraud, namespace: monitoring}
spec:
  instanceSelector: {matchLabels: {dashboards: grafana}}
  folder: ML
  resyncPeriod: 10m
  json: '{"uid": "fraud"}'
"""

OPAQUE = """\
apiVersion: v1
kind: Secret
metadata: {name: alertmanager, namespace: monitoring}
type: Opaque
data: {a.yaml: YQ==}
"""


def _faults(text: str) -> list[Fault]:
    manifest = yaml.safe_load(text)
    return list(strict.faults(manifest)) or [
        fault for rules in modules("tocsin.verify.kubernetes_rules") for fault in rules.faults(manifest)
    ]


@pytest.mark.parametrize("text", [PROBE, POD_MONITOR, ALERTMANAGER_CONFIG, GRAFANA_DASHBOARD, OPAQUE])
def test_a_good_object_has_no_fault(text: str) -> None:
    assert _faults(text) == []


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (PROBE, "blackbox.monitoring:9115", "http://blackbox:9115", "is no host:port"),
        (PROBE, "scrapeTimeout: 10s", "scrapeTimeout: 2m", "longer than the interval"),
        (PROBE, "staticConfig: {", "ingress: {}\n    staticConfig: {", "either staticConfig or ingress"),
        (PROBE, '["https://shop.example"]', "[]", "nothing to probe"),
        (PROBE, "jobName", "job", "no such field: `job`"),
        (POD_MONITOR, "port: http, ", "", "the endpoint has no port"),
        (POD_MONITOR, "\n    - {port: http, path: /metrics, interval: 30s}", " []", "nothing to scrape"),
        (POD_MONITOR, "podMetricsEndpoints", "endpoints", "no such field: `endpoints`"),
        (ALERTMANAGER_CONFIG, "receiver: pager", "receiver: nobody", "no receiver is called `nobody`"),
        (ALERTMANAGER_CONFIG, "    receiver: team\n", "", "no receiver is called `None`"),
        (ALERTMANAGER_CONFIG, "[nights]", "[days]", "no interval is called `days`"),
        (ALERTMANAGER_CONFIG, "name: pager", "name: team", "`team` is there twice"),
        (ALERTMANAGER_CONFIG, "title: down", 'title: ""', "refuses an empty text"),
        (ALERTMANAGER_CONFIG, "receiver: pager", "receivers: pager", "no such field: `receivers`"),
        (ALERTMANAGER_CONFIG, "december", "decembre", "does not match"),
        (ALERTMANAGER_CONFIG, "startTime", "start_time", "no such field: `start_time`"),
        (ALERTMANAGER_CONFIG, "groupBy: [alertname]", "groupWait: 1m5h", "does not match"),
        (GRAFANA_DASHBOARD, "folder: ML", "folder: ML\n  folderUID: x", "at most one of"),
        (GRAFANA_DASHBOARD, "folder: ML", "url: http://x", "exactly one of"),
        (GRAFANA_DASHBOARD, '{"uid": "fraud"}', "{", "no JSON"),
        (GRAFANA_DASHBOARD, "resyncPeriod: 10m", "resyncPeriod: 10 minutes", "does not match"),
        (OPAQUE, "YQ==", "plain text", "is not base64"),
        (OPAQUE, "data: {a.yaml: YQ==}", "", "there is no data"),
    ],
)
def test_a_fault_is_named(text: str, old: str, new: str, said: str) -> None:
    assert text.count(old) == 1
    assert any(said in fault.message for fault in _faults(text.replace(old, new)))
