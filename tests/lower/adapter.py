"""prometheus-adapter as its source says that it answers an HPA, over the files that are generated for both.

https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/pkg/naming/metrics_query.go (BuildExternal)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from tocsin.pipeline import Build, Compiled

# labels.NewRequirement of apimachinery, which the HPA's controller calls with what `matchLabels` says.
_KEY = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")


SHOP = """
platform: {name: shop, namespace: ml, cluster: {autoscaler: hpa, prometheus: {release: monitoring}}}
metrics:
  queue: {series: queue_length, type: gauge, labels: {model: model, class: class}}
  urgent: {series: queue_length, type: gauge, labels: {model: model, class: class}, where: {class: urgent}}
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, status: status}}
  errors: {ratio: {of: requests, where: {status: {matches: 5..}}}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [100ms, 1s], labels: {model: model}}
  slowest: {quantile: {of: latency, at: 0.5}}
  typical: {mean: latency}
  waiting: {expr: 'sum(queue_length{class="urgent",model="<< model >>",namespace="<< namespace >>"})', unit: requests}
  shared: {expr: 'sum(queue_length{model="<< model >>"}) / scalar(count(queue_length{model="<< model >>"}))', unit: requests}
models:
  chat: &model
    workload: {deployment: chat}
    scaling: &scaling
      replicas: {min: 1, max: 3}
      targets: &targets
        queue: {total: 5}
        urgent: {total: 5}
        requests: {total: 5/s} # allow scaling/total-of-demand: only its query is looked at
        errors: {total: 5%}
        slowest: {total: 100ms}
        typical: {total: 100ms}
        waiting: {total: 5}
        shared: {total: 5}
  code:
    workload: {deployment: code}
    namespace: code
    scaling: *scaling
"""
"""Two models of two namespaces that scale on totals of every kind; `shared` is not narrowed to a namespace."""


class Answer(NamedTuple):
    """What an HPA asks for in total, and what Prometheus is asked then."""

    autoscaler: str
    metric: str
    queries: tuple[str, ...]
    """One for each name by which the adapter may have found the series."""


def platforms(built: Build) -> Iterator[tuple[Compiled, dict[str, str]]]:
    """Yield each platform that was compiled without a mistake, and its files by their paths below its folder."""
    assert not built.diagnostics
    for each in built.compiled:
        yield each, {artifact.path: artifact.text for artifact in each.artifacts}


def answers(files: Mapping[str, str]) -> Iterator[Answer]:
    """Yield the external metrics of every HPA among the files of one platform, by their paths below its folder."""
    read = {path: yaml.safe_load(text) for path, text in files.items() if path.startswith("autoscalers/")}
    rules = read.get("autoscalers/prometheus-adapter.values.yaml", {"rules": {}})["rules"].get("external", [])
    served = {rule["name"]["as"]: rule for rule in rules}
    assert len(served) == len(rules), "the adapter answers with the last rule of a name"
    for manifest in read.values():
        if manifest.get("kind") != "HorizontalPodAutoscaler":
            continue
        metadata = manifest["metadata"]
        for asked in (each["external"]["metric"] for each in manifest["spec"]["metrics"] if each["type"] == "External"):
            labels = asked.get("selector", {}).get("matchLabels", {})
            rule = served[asked["name"]]
            queries = tuple(query(rule, series, metadata["namespace"], labels) for series in _names(rule["seriesQuery"]))
            yield Answer(metadata["name"], asked["name"], queries)


def query(rule: Mapping[str, Any], series: str, namespace: str, labels: Mapping[str, str]) -> str:
    """Return what the adapter asks Prometheus for when the HPA in `namespace` asks for `labels`."""
    for key, value in labels.items():
        assert _KEY.fullmatch(key), f"{key} is no key of a selector"
        assert _VALUE.fullmatch(value), f"{value} is no value of a selector"
    matchers = [f"{key}={json.dumps(value)}" for key, value in sorted(labels.items())]
    if rule["resources"].get("namespaced", True):
        (label,) = (key for key, what in rule["resources"]["overrides"].items() if what == {"resource": "namespace"})
        matchers.append(f"{label}={json.dumps(namespace)}")
    fields = {"<<.Series>>": series, "<<.LabelMatchers>>": ",".join(matchers), "<<.GroupBy>>": ""}
    text: str = rule["metricsQuery"]
    for field, value in fields.items():
        text = text.replace(field, value)
    assert "<<" not in text
    return text


def _names(series_query: str) -> list[str]:
    several = re.match(r'\{__name__=~"([^"]+)"', series_query)
    return several[1].split("|") if several else [series_query.partition("{")[0]]
