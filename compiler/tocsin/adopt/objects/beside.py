"""What objects are taken over into: the specs that are there, and how they are compiled with more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from tocsin.finding import Checked
from tocsin.pipeline import Examined
from tocsin.spec.platform import PrometheusServer


class Beside(Struct, frozen=True, kw_only=True):
    """What is there already."""

    platform: Mapping[str, Any] | None
    """What a platform that has to be begun says of itself; None: there is one."""
    mine: Sequence[Checked]
    """That platform in each of its environments; none where it has to be begun."""
    jobs_asked: frozenset[str] = frozenset()
    """The jobs that rules ask for."""
    build: Callable[[Mapping[str, Any]], Examined]
    """Compiles the specs with one more, whose value it is given."""

    @property
    def namespace(self) -> str:
        """The namespace of the platform."""
        return self.mine[0].resolved.spec.platform.namespace if self.platform is None else str(self.platform["namespace"])

    @property
    def autoscaler(self) -> str:
        """What scales where nothing is said."""
        return self.mine[0].resolved.spec.platform.cluster.autoscaler if self.mine else "hpa"

    @property
    def scrape_interval(self) -> str:
        """How often Prometheus scrapes where nothing is said."""
        prometheus = self.mine[0].resolved.spec.platform.cluster.prometheus if self.mine else PrometheusServer()
        return prometheus.scrape_interval

    @property
    def metrics(self) -> frozenset[str]:
        """The names that no metric may have."""
        return frozenset(name for each in self.mine for name in metrics_of(each))

    @property
    def subjects(self) -> frozenset[str]:
        """The names of its models and components."""
        return frozenset(str(at[1]) for each in self.mine for at, _ in each.subjects)


def metrics_of(checked: Checked) -> frozenset[str]:
    """Return the names of a platform's metrics, and of those of its packs, in whose place one of the same name would stand."""
    resolved = checked.resolved
    return frozenset((*resolved.spec.metrics, *(name for pack in resolved.packs.values() for name in pack.metrics)))
