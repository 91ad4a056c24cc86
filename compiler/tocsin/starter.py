"""The first spec of a platform, for its author to change."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, get_args

from jinja2 import Template

from tocsin import catalog
from tocsin.spec.platform import PrometheusServer

_SPEC: Final = """\
# yaml-language-server: $schema=../../schemas/spec.schema.json
# What is served, what is measured of it, and who is called when. `tocsin build` compiles it into generated/.
platform:
  name: {{ platform }}
{% if stack == "prometheus" %}
  namespace: {{ platform }}  # a label of its alerts; without Kubernetes any name
  cluster:
    prometheus: {stack: prometheus}  # no operator: rule files and scrape configurations that its own configuration names
    alertmanager: {delivery: file}
    grafana: {delivery: files}
{% else %}
  namespace: {{ platform }}  # its models run here
{% if stack == "google" %}
  cluster:
    prometheus: {stack: google, version: "2.53"}  # the release that its rule evaluator is made of
    alertmanager: {delivery: file}  # one of your own, which its OperatorConfig names
    grafana: {delivery: files}
{% elif not cluster %}
  cluster:
{% if stack == "kube-prometheus-stack" %}
    prometheus: {stack: {{ stack }}, release: monitoring}  # of Helm: Prometheus takes what has its label
{% else %}
    prometheus: {stack: {{ stack }}}
{% endif %}
    alertmanager: {delivery: alertmanagerconfig}  # beside those of other platforms; `secret` is Alertmanager's whole configuration
{% endif %}
{% endif %}
{% if runtime is none %}

# What your service serves at its /metrics; `tocsin catalog search gpu` finds what is known already.
metrics:
  requests: {series: http_requests_total, type: counter, unit: requests, labels: {model: model, code: code}}
  errors: {ratio: {of: requests, where: {code: {matches: "5.."}}}}
  latency: {series: http_request_duration_seconds, type: histogram, unit: seconds, labels: {model: model}}
{% endif %}

models:
  {{ model }}:
{% if stack == "prometheus" %}
    scrape: {targets: ["{{ model }}:8080"]{{ path }}}  # where Prometheus finds its metrics
{% else %}
    workload: {deployment: {{ model }}}
    scrape: {port: http{{ path }}}  # the port's name in its {{ "pods" if stack == "google" else "Service" }}
{% endif %}
{% if runtime is none %}
    thresholds:
      latency: {quantile: 0.95, above: {warning: 500ms, critical: 2s}}
      errors: {above: {warning: 1%, critical: 5%}, at_least: 6/m}
    slos:
      available: {metric: errors, objective: 99.5%}
{% else %}
    # Alerts, objectives and panels come with it. A field under `thresholds:` or `slos:` changes one, `null` removes it.
    runtime: {{ runtime }}
{% endif %}
{% if not routing %}

# Secrets are named, never written down.
receivers:
{% if stack in ("prometheus", "google") %}
  page: {pagerduty: {routing_key: {file: /run/secrets/pagerduty}}}
  chat: {slack: {channel: "#{{ platform }}", url: {file: /run/secrets/slack}}}
{% else %}
  page: {pagerduty: {routing_key: {secret: pagerduty, key: routing_key}}}
  chat: {slack: {channel: "#{{ platform }}", url: {secret: slack, key: webhook}}}
{% endif %}
routing:
  receiver: chat
  routes:
    critical: {when: {severity: critical}, to: page}
{% endif %}
"""


STACKS: Final = get_args(PrometheusServer.model_fields["stack"].annotation)
"""How Prometheus may have been installed, the usual way first."""


def starter(
    platform: str, *, model: str, runtime: str | None, stack: str = STACKS[0], common: Mapping[str, Any] = MappingProxyType({})
) -> str:
    """Return a spec of one model: of a service with metrics of its own, or of what the pack of a `runtime` knows.

    `stack` is one of `STACKS`. The cluster and the routing are left out where they are `common` to all platforms.
    """
    endpoint = catalog.load(runtime).endpoint if runtime in catalog.names() else None
    path = "" if endpoint is None or endpoint.path == "/metrics" else f", path: {endpoint.path}"
    text: str = Template(_SPEC, trim_blocks=True, keep_trailing_newline=True).render(
        platform=platform,
        model=model,
        runtime=runtime,
        stack=stack,
        path=path,
        cluster="cluster" in common.get("platform", {}),
        routing="routing" in common,
    )
    return text
