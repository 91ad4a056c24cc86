"""A template in a name that becomes part of labels and texts: Prometheus runs it there, with whatever the samples hold.

Owner and component are what alerts are routed by. A name that is computed for each alert is none: no route can match it.
https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#templating

Bad (-), good (+):
    models:
      chat:
  -     owner: "{{ $labels.team }}"  # error
  +     owner: ml-team
        workload: {deployment: chat}
        scrape: {port: http}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath

NEVER_ALLOWED: Final = True  # what is generated would be another program than what was written


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every owner and component in which Prometheus would find a template."""
    for at, name in _names(checked):
        if name is not None and "{{" in name:
            yield Finding(
                message=f"`{name}` is a template, and would be run in every label and text that names it",
                help="write a name; what a sample's labels say belongs into `description`",
                where=checked,
                at=at,
            )


def _names(checked: Checked) -> Iterator[tuple[KeyPath, str | None]]:
    yield ("platform", "owner"), checked.resolved.spec.platform.owner
    for at, subject in checked.subjects:
        yield (*at, "owner"), subject.owner
        yield (*at, "component"), subject.component
        if subject.scrape is not None:
            yield (*at, "scrape", "component"), subject.scrape.component
        yield from (((*at, "probes", name, "component"), probe.component) for name, probe in subject.probes.items())
        yield from (((*at, "slos", name, "component"), slo.component) for name, slo in subject.slos.items())
    yield from (((*each.at, "component"), each.threshold.component) for each in checked.thresholds if each.threshold.component)
