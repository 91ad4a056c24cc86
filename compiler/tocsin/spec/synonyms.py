"""What Alertmanager, Kubernetes, Prometheus and Grafana call what the language calls otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

_MEANT: Final[Mapping[str, tuple[str, ...]]] = {
    "api_url": ("url",),
    "webhook_url": ("url",),
    "service_key": ("routing_key",),
    "matchers": ("when",),
    "match": ("when",),
    "match_re": ("when",),
    "receiver": ("to",),
    "default": ("receiver",),
    "default_receiver": ("receiver",),
    "mute_time_intervals": ("mute",),
    "active_time_intervals": ("active",),
    "time_intervals": ("intervals",),
    "inhibit_rules": ("inhibit",),
    "route": ("routing",),
    "global": ("alertmanager",),
    "source_match": ("source",),
    "source_match_re": ("source",),
    "source_matchers": ("source",),
    "target_match": ("target",),
    "target_match_re": ("target",),
    "target_matchers": ("target",),
    "smarthost": ("smtp",),
    "from": ("smtp",),
    "smtp_smarthost": ("smtp", "smarthost"),
    "minReplicas": ("min",),
    "maxReplicas": ("max",),
    "minReplicaCount": ("min",),
    "maxReplicaCount": ("max",),
    "pollingInterval": ("polling",),
    "cooldownPeriod": ("cooldown",),
    "start": ("from",),
    "end": ("until",),
    "to": ("until",),
    "desiredReplicas": ("replicas",),
    "metrics": ("targets",),
    "stabilizationWindowSeconds": ("window",),
    "averageValue": ("per_replica",),
    "averageUtilization": ("utilization", "per_replica"),
    "containerName": ("container",),
    "threshold": ("per_replica", "above"),
    "interval": ("every",),
    "scrape_interval": ("every", "scrape_interval"),
    "scrape_timeout": ("timeout",),
    "scrapeTimeout": ("timeout",),
    "honorLabels": ("honor_labels",),
    **dict.fromkeys(("tls_config", "tlsConfig"), ("tls_config", "tls")),
    "basicAuth": ("basic_auth",),
    **dict.fromkeys(("bearer_token_file", "bearerTokenSecret", "bearerTokenFile"), ("authorization",)),
    **dict.fromkeys(("insecure", "insecureSkipVerify"), ("insecure_skip_verify",)),
    "configMap": ("config_map",),
    "caFile": ("ca",),
    "certFile": ("cert",),
    **dict.fromkeys(("keyFile", "keySecret"), ("key",)),
    "metrics_path": ("path",),
    "runbook_url": ("runbook",),
    "group": ("by",),
    "legend": ("title",),
    "legendFormat": ("title",),
    "type": ("as",),
    "time_from": ("since",),
    "target": ("objective",),
    **dict.fromkeys(("alerts", "alert_rules", "alerting", "rules"), ("thresholds",)),
    **dict.fromkeys(("autoscaling", "autoscaler", "hpa", "keda"), ("scaling",)),
    **dict.fromkeys(("greater_than", "greater", "gt", "more_than", "higher_than", "exceeds"), ("above",)),
    **dict.fromkeys(("less_than", "less", "lt", "lower_than", "under"), ("below",)),
    **dict.fromkeys(("equal_to", "equal", "eq"), ("equals",)),
    "window": ("over", "period"),
    **dict.fromkeys(("time_window", "timeWindow"), ("period",)),
    "no_data": ("absent",),
    "duration": ("for",),
    "percentile": ("quantile",),
    # https://kserve.github.io/website/docs/admin-guide/overview: both were called so until KServe 0.16.
    "Serverless": ("Knative",),
    "RawDeployment": ("Standard",),
}


def meant(key: str, known: Collection[str]) -> str | None:
    """Return which of the `known` keys is what other programs call `key`; None when none is.

    >>> meant("matchers", ["to", "when"]), meant("matchers", ["above"]), meant("slack_configs", ["email", "slack"])
    ('when', None, 'slack')
    """
    return next((ours for ours in _MEANT.get(key, (key.removesuffix("_configs"),)) if ours in known and ours != key), None)
