"""ServiceMonitors and PodMonitors that were written by hand become `scrape:` from which the same objects are generated."""

from textwrap import indent

import pytest

from adopt.objects.taking import drafted, made, taken, told

# In the style of the chart of dcgm-exporter, and of what users of kube-prometheus-stack write for vLLM.
DCGM = """
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: dcgm-exporter
  namespace: gpu-operator
  labels: {release: monitoring, app.kubernetes.io/name: dcgm-exporter, helm.sh/chart: dcgm-exporter-4.2.0}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: dcgm-exporter}}
  namespaceSelector: {matchNames: [gpu-operator]}
  endpoints:
    - {port: metrics, path: /metrics, interval: 15s, honorLabels: false, relabelings: []}
---
kind: Service
metadata: {name: dcgm-exporter, namespace: gpu-operator, labels: {app.kubernetes.io/name: dcgm-exporter}}
spec: {selector: {app.kubernetes.io/name: dcgm-exporter}, ports: [{name: metrics, port: 9400}]}
---
kind: DaemonSet
metadata: {name: dcgm-exporter, namespace: gpu-operator}
spec: {template: {metadata: {labels: {app.kubernetes.io/name: dcgm-exporter, pod: x}}}}
"""


def test_the_monitor_of_a_chart_is_generated_as_it_was() -> None:
    found = taken(DCGM)
    assert told(found) == []
    spec = drafted(found)
    assert spec["platform"] == {
        "name": "shop",
        "namespace": "gpu-operator",
        "cluster": {"prometheus": {"release": "monitoring"}},
    }
    assert spec["components"] == {
        "dcgm-exporter": {
            "workload": {"daemonset": "dcgm-exporter", "labels": {"app.kubernetes.io/name": "dcgm-exporter"}},
            "scrape": {"port": "metrics", "every": "15s", "through": "service"},
        }
    }
    (ours,) = made(found)
    assert (ours.kind, ours.name, ours.namespace) == ("ServiceMonitor", "dcgm-exporter", "gpu-operator")
    assert ours.labels["release"] == "monitoring"
    assert ours.spec == {
        "namespaceSelector": {"matchNames": ["gpu-operator"]},
        "selector": {"matchLabels": {"app.kubernetes.io/name": "dcgm-exporter"}},
        "endpoints": [{"port": "metrics", "path": "/metrics", "scheme": "http", "interval": "15s"}],
    }


def monitor(endpoint: str, *, kind: str = "ServiceMonitor", name: str = "chat", more: str = "", labels: str = "{app: chat}") -> str:
    field = "endpoints" if kind == "ServiceMonitor" else "podMetricsEndpoints"
    return f"""
apiVersion: monitoring.coreos.com/v1
kind: {kind}
metadata: {{name: {name}, namespace: ml}}
spec:
  selector: {{matchLabels: {labels}}}
  {field}:
    - interval: 30s
{indent(endpoint.strip(), "      ")}
{indent(more.strip(), "  ")}
"""


LET_IN = """{port: http, scheme: https,
      tlsConfig: {ca: {configMap: {name: a, key: b}}, serverName: x, cert: {secret: {name: c, key: d}}, keySecret: {name: e, key: f}},
      basicAuth: {username: {name: g, key: h}, password: {name: i, key: j}}}"""
RELABELED = """{port: http, relabelings: [{targetLabel: team, replacement: ml, action: Replace},
      {sourceLabels: [__meta_kubernetes_pod_label_app_version], regex: (.*), replacement: $1, targetLabel: version}]}"""

RUNNING = """
---
kind: Service
metadata: {name: chat, labels: {app: chat}}
spec: {selector: {app: chat}}
---
kind: Deployment
metadata: {name: chat}
spec: {template: {metadata: {labels: {app: chat}}}}
"""


@pytest.mark.parametrize(
    ("endpoint", "scrape"),
    [
        ("{targetPort: 8000, path: /v1/metrics, scrapeTimeout: 5s}", {"port": 8000, "path": "/v1/metrics", "timeout": "5s"}),
        ("{port: http, targetPort: web, interval: 60s, followRedirects: true, enableHttp2: true}", {"port": "http", "every": "1m"}),
        (
            "{port: http, scheme: https, tlsConfig: {minVersion: TLS12}, bearerTokenSecret: {name: a, key: b}}",
            {
                "scheme": "https",
                "tls": {"min_version": "TLS12"},
                "authorization": {"credentials": {"secret": "a", "key": "b"}},
            },
        ),
        (
            LET_IN,
            {
                "tls": {
                    "ca": {"config_map": "a", "key": "b"},
                    "cert": {"secret": "c", "key": "d"},
                    "key": {"secret": "e", "key": "f"},
                    "server_name": "x",
                },
                "basic_auth": {"username": {"secret": "g", "key": "h"}, "password": {"secret": "i", "key": "j"}},
            },
        ),
        (
            "{port: http, oauth2: {clientId: {secret: {name: a, key: b}}, clientSecret: {name: c, key: d}, tokenUrl: 'https://x.example.org/t'}}",
            {
                "oauth2": {
                    "client_id": {"secret": "a", "key": "b"},
                    "client_secret": {"secret": "c", "key": "d"},
                    "token_url": "https://x.example.org/t",
                }
            },
        ),
        (
            "{port: http, honorLabels: true, metricRelabelings: [{sourceLabels: [__name__], regex: go_.*, action: drop}]}",
            {"honor_labels": True, "drop": ["go_.*"]},
        ),
        (
            RELABELED,
            {"labels": {"team": "ml"}, "pod_labels": {"version": "app_version"}},
        ),
    ],
)
def test_what_it_says_is_said(endpoint: str, scrape: dict[str, object]) -> None:
    text = monitor("a: b").replace("    - interval: 30s\n      a: b", f"    - {endpoint}".replace("{", "{interval: 30s, ", 1))
    text = text.replace("interval: 30s, port: http, targetPort: web, interval: 60s", "port: http, targetPort: web, interval: 60s")
    found = taken(text + RUNNING)
    assert told(found) == []
    said = drafted(found)["components"]["chat"]["scrape"]
    assert {key: said[key] for key in scrape} == scrape


def test_labels_that_it_copies_from_pods_are_said() -> None:
    found = taken(monitor("port: http", kind="PodMonitor", more="podTargetLabels: [version, app.kubernetes.io/part-of]") + RUNNING)
    assert told(found) == []
    pod_labels = {"version": "version", "app_kubernetes_io_part_of": "app_kubernetes_io_part_of"}
    assert drafted(found)["components"]["chat"]["scrape"] == {"port": "http", "every": "30s", "pod_labels": pod_labels, "through": "pods"}


def test_what_kserve_runs_is_an_inference_service() -> None:
    found = taken(monitor("port: user-port", kind="PodMonitor", labels="{serving.kserve.io/inferenceservice: llama}"))
    assert told(found) == []
    assert drafted(found)["components"]["chat"]["workload"]["kserve"] == "llama"


@pytest.mark.parametrize(
    ("endpoint", "more", "message"),
    [
        ("targetPort: web", "", "`spec.endpoints[0].targetPort` is `web`, and is not said here: a port of a Service has a name"),
        ("port: http\nparams: {a: [b]}", "", "`spec.endpoints[0].params` is not said here: there is no word for it"),
        (
            "port: http\nrelabelings: [{action: labelmap, regex: a(.*)}]",
            "",
            "`spec.endpoints[0].relabelings` would be otherwise here: only",
        ),
        ("port: http", "namespaceSelector: {any: true}", "`spec.namespaceSelector.any` is `true`, and is not said here: what is monitored"),
        ("port: http", "sampleLimit: 5", "`spec.sampleLimit` is `5`, and is not said here"),
        ("port: http\nscrapeTimeout: 1h", "", "the timeout 1h is longer than the interval 30s"),
        ("port: http\nports: 5", "", "no such field: `ports`"),
    ],
)
def test_what_has_no_words_is_told_and_the_monitor_left_alone(endpoint: str, more: str, message: str) -> None:
    found = taken(monitor(endpoint, more=more) + RUNNING)
    assert any(f"lost: ServiceMonitor `chat`: {message}" in line for line in told(found)), told(found)
    assert found.drafted.text == ""


def test_several_endpoints_are_no_one_scrape() -> None:
    (only,) = told(taken(monitor("port: http").replace("    - interval: 30s", "    - port: other\n    - interval: 30s") + RUNNING))
    assert "a model or component has one endpoint" in only


def test_of_what_runs_nowhere_in_the_files_it_is_told_what_it_is_taken_for() -> None:
    found = taken(monitor("port: http"))
    workload, service = (line.partition(" `chat`: ")[2] for line in told(found))
    assert workload.startswith("what runs there is in none of the files, and taken for the Deployment `chat`: name its manifest")
    assert service.startswith("`job` is the name of its Service, which is in none of the files: name its manifest")
    component = drafted(found)["components"]["chat"]
    assert component["workload"] == {"deployment": "chat", "labels": {"app": "chat"}}
    assert component["scrape"]["down"] is None


def test_a_service_says_the_job() -> None:
    found = taken(monitor("port: http", name="metrics") + RUNNING.replace("name: chat,", "name: front,"))
    assert told(found) == []
    workload = drafted(found)["components"]["metrics"]["workload"]
    assert workload == {"deployment": "chat", "service": "front", "labels": {"app": "chat"}}


def test_one_that_stands_elsewhere_is_told_to_be_deleted() -> None:
    (note,) = told(taken(monitor("port: http", more="namespaceSelector: {matchNames: [llm]}") + RUNNING))
    assert "it is `chat` in `llm` here: delete the old one when the new one is applied, or both scrape" in note


def test_the_job_of_pods_says_where_the_monitor_stands() -> None:
    found = taken(monitor("port: http", kind="PodMonitor", more="namespaceSelector: {matchNames: [llm]}") + RUNNING)
    assert told(found)[0].startswith("6: lost: PodMonitor `chat`: it is `chat` in `llm` here, and so `job` would be `llm/chat`")


def test_secrets_are_where_the_monitor_stands() -> None:
    text = monitor("port: http\nbearerTokenSecret: {name: a, key: b}", more="namespaceSelector: {matchNames: [llm]}")
    assert (
        "lost: ServiceMonitor `chat`: it is `chat` in `llm` here, and so its Secrets would have to be there"
        in told(taken(text + RUNNING))[0]
    )


def test_a_label_that_may_be_selected_by_is_told() -> None:
    other = monitor("port: http", name="other", labels="{app: other}")
    text = monitor("port: http").replace("namespace: ml}", "namespace: ml, labels: {prometheus: ml}}") + RUNNING
    found = taken(
        f"{text}\n---\n{other}",
        {"shop.yaml": "platform: {name: shop, namespace: ml}\nmodels: {a: {workload: {deployment: a}, scrape: {port: http}}}\n"},
    )
    assert "its label `prometheus: ml` is not on what is generated" in told(found)[0]


def test_what_the_specs_scrape_as_an_existing_job_is_told() -> None:
    spec = "platform: {name: shop, namespace: ml}\nmodels: {chat: {workload: {deployment: chat}, scrape: {job: all}}}\n"
    (only,) = told(taken(monitor("port: http") + RUNNING, {"shop.yaml": spec}))
    assert "`chat` in `specs/shop/shop.yaml` has a `scrape:`, of which nothing is generated" in only
