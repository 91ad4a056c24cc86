"""Why prometheus-operator rejects a whole ServiceMonitor, PodMonitor or Probe: prometheus-operator/pkg/prometheus/resource_selector.go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin import source
from tocsin.duration import parse_duration
from tocsin.verify.complaint import Fault

_ENDPOINTS: Final = {"ServiceMonitor": "endpoints", "PodMonitor": "podMetricsEndpoints"}


def faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a monitor."""
    spec = manifest.get("spec", {})
    match manifest["kind"]:
        case "ServiceMonitor" | "PodMonitor" as kind:
            endpoints = spec.get(_ENDPOINTS[kind], ())
            if not endpoints:
                yield Fault(path=("spec", _ENDPOINTS[kind]), message="there is nothing to scrape", help="say the port in `scrape:`")
            for index, endpoint in enumerate(endpoints):
                path = ("spec", _ENDPOINTS[kind], index)
                if not any(endpoint.get(field) for field in ("port", "targetPort", "portNumber")):
                    yield Fault(path=path, message="the endpoint has no port", help="say the port in `scrape:`")
                yield from _scrape(endpoint, path)
        case "Probe":
            yield from _scrape(spec, ("spec",))
            yield from _probe(spec)


def _scrape(scrape: Mapping[str, Any], path: source.KeyPath) -> Iterator[Fault]:
    interval, timeout = (parse_duration(str(scrape.get(field, ""))) for field in ("interval", "scrapeTimeout"))
    if interval is not None and timeout is not None and timeout > interval:
        said = f"scrapeTimeout {scrape['scrapeTimeout']} is longer than the interval {scrape['interval']}"
        yield Fault(path=(*path, "scrapeTimeout"), message=said, help="make `timeout` at most `every`")
    for field in ("relabelings", "metricRelabelings"):
        for index, rule in enumerate(scrape.get(field, ())):
            yield from _relabeling(rule, (*path, field, index))


def _relabeling(rule: Mapping[str, Any], path: source.KeyPath) -> Iterator[Fault]:
    try:
        re.compile(rule.get("regex", ""))
    except re.error as error:
        yield Fault(path=(*path, "regex"), message=f"`{rule['regex']}`: {error}", help="correct the regular expression")


def _probe(spec: Mapping[str, Any]) -> Iterator[Fault]:
    url = spec.get("prober", {}).get("url", "")
    if not url or "://" in url or "/" in url:
        said = f"`{url}` is no host:port; the scheme is a field of its own"
        yield Fault(path=("spec", "prober", "url"), message=said, help="write the blackbox exporter as `host:port`")
    targets = spec.get("targets", {})
    if len(targets) != 1:
        # The operator takes staticConfig in silence when both are there.
        yield Fault(path=("spec", "targets"), message="a probe has either staticConfig or ingress", help="give it one of them")
    elif not targets.get("staticConfig", {}).get("static", True):
        yield Fault(path=("spec", "targets", "staticConfig", "static"), message="there is nothing to probe", help="name a target")
