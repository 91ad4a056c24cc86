"""The one endpoint of a monitor as a `scrape:`, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tocsin.adopt.objects import client, relabeling
from tocsin.adopt.objects.said import Reason
from tocsin.duration import format_duration, parse_duration

_DEFAULTS: Final = {
    "path": "/metrics",
    "scheme": "http",
    "honorLabels": False,
    "honorTimestamps": True,
    "followRedirects": True,
    "enableHttp2": True,
    "filterRunning": True,
    "trackTimestampsStaleness": False,
}
_DURATIONS: Final = ("interval", "scrapeTimeout")
_RELABELINGS: Final = "only labels that are given, labels of pods and metrics to drop have words: `labels:`, `pod_labels:`, `drop:`"
REASONS: Final[Mapping[tuple[str, ...], Reason]] = {
    ("*",): Reason(text="a model or component has one endpoint"),
    ("*", "*"): Reason(text="there is no word for it"),
    ("*", "*", "interval"): Reason(text="Prometheus' own is `platform.cluster.prometheus.scrape_interval`", told=True),
    ("*", "*", "targetPort"): Reason(text="a port of a Service has a name, and one of a pod its number"),
    ("*", "*", "relabelings"): Reason(text=_RELABELINGS),
    ("*", "*", "metricRelabelings"): Reason(text=_RELABELINGS),
}
"""Below the field that has the endpoints."""


def said(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a plain endpoint says."""
    words = {"port": endpoint.get("port", endpoint.get("targetPort", endpoint.get("portNumber")))}
    words |= {key: endpoint[key] for key in ("path", "scheme") if endpoint[key] != _DEFAULTS[key]}
    words |= client.client(endpoint)
    words |= {word: endpoint[key] for word, key in (("every", "interval"), ("timeout", "scrapeTimeout")) if endpoint.get(key)}
    words |= {"honor_labels": True} if endpoint["honorLabels"] else {}
    words |= relabeling.labels(endpoint["relabelings"])
    dropped = relabeling.dropped(endpoint["metricRelabelings"])
    return words | ({"drop": dropped} if dropped else {})


def plain(endpoint: Mapping[str, Any], pod_labels: list[str]) -> dict[str, Any]:
    """Return what an endpoint means: with what is usual where nothing is said. `pod_labels` are those that its monitor copies."""
    found: dict[str, Any] = {**_DEFAULTS, **client.plain(endpoint)}
    # Both may be said, and then the name counts.
    if "port" in found:
        found = {key: value for key, value in found.items() if key not in {"targetPort", "portNumber"}}
    found |= {key: _spelled(found[key]) for key in _DURATIONS if found.get(key)}
    found["relabelings"] = relabeling.plain(found.get("relabelings") or (), pod_labels)
    found["metricRelabelings"] = relabeling.plain(found.get("metricRelabelings") or (), ())
    return found


def _spelled(text: str) -> str:
    """Return a duration in one spelling."""
    found = parse_duration(text)
    return text if found is None else format_duration(found)
