"""Two default datasources: Grafana allows one an organization, and does not start.

https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources

Bad (-), good (+):
    platform:
      datasources:
        near: {url: "http://near:9090", default: true}
  -     far: {url: "http://far:9090", default: true}  # error
  +     far: {url: "http://far:9090"}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath
from tocsin.spec.platform import PrometheusDatasource

NEVER_ALLOWED: Final = True  # Grafana would not start


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every default datasource after the first."""
    datasources = checked.resolved.spec.platform.datasources
    defaults = [name for name, source in datasources.items() if isinstance(source, PrometheusDatasource) and source.default]
    for name in defaults[1:]:
        yield Finding(
            message=f"`{defaults[0]}` is the default datasource already",
            help="keep one `default: true`: Grafana does not start with two",
            where=checked,
            at=_default(name),
            notes=(("the other one is", checked, _default(defaults[0])),),
        )


def _default(name: str) -> KeyPath:
    return ("platform", "datasources", name, "default")
