"""A URL with a user name and password: it is in the history of the repository, in `generated/`, and on every screen that shows it.

Bad (-), good (+):
    platform:
      datasources:
  -     prometheus: {url: "http://admin:admin123@prometheus:9090", default: true}  # error
  +     prometheus: {url: "http://prometheus:9090", default: true}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath
from tocsin.spec.platform import PrometheusDatasource

NEVER_ALLOWED: Final = True  # it would be published

_USER: Final = re.compile(r"[a-z][a-z0-9+.-]*://(?P<user>[^/?#\s]*)@")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every URL of a server, a queue or a runbook that says who asks."""
    for at, url in _urls(checked):
        found = _USER.match(url)
        if found is not None:
            yield Finding(
                message="the URL carries a user name or password",
                help="take `user:password@` out, and give the credentials to the program that asks, from a Secret",
                where=checked,
                at=at,
                within=found.span("user"),
            )


def _urls(checked: Checked) -> Iterator[tuple[KeyPath, str]]:
    platform = checked.resolved.spec.platform
    for name, source in platform.datasources.items():
        if isinstance(source, PrometheusDatasource):
            yield ("platform", "datasources", name, "url"), source.url
    cluster: KeyPath = ("platform", "cluster")
    yield (*cluster, "prometheus", "address"), platform.cluster.prometheus.address or ""
    yield (*cluster, "grafana", "url"), platform.cluster.grafana.url or ""
    yield ("platform", "runbooks"), platform.runbooks or ""
    for trigger in checked.triggers:
        yield from (((*trigger.at, "metadata", name), value) for name, value in trigger.metadata.items())
    for at, subject in checked.subjects:
        yield (*at, "runbook"), subject.runbook or ""
        for section, items in (("thresholds", subject.thresholds), ("slos", subject.slos)):
            yield from (((*at, section, name, "runbook"), each.runbook or "") for name, each in items.items())
