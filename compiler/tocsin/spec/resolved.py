"""A platform in one environment: patched, typed, its packs at hand."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cached_property

from msgspec import Struct

from tocsin.catalog import Pack
from tocsin.source import Origins
from tocsin.spec import Spec
from tocsin.spec.models import Monitored
from tocsin.spec.scaling import Replicas


class Resolved(Struct, frozen=True, kw_only=True, dict=True):
    """What lowering works on."""

    spec: Spec
    environment: str
    packs: Mapping[str, Pack]
    """The packs in use, in the order in which their metrics are looked up."""
    origins: Origins
    missing: frozenset[str] = frozenset()
    """Packs that it names and nobody has: a metric that is not known may be one of theirs."""
    whole: bool = True
    """Whether the platform was understood in all of its environments: else what seems to be missing may stand in what was not."""

    @cached_property
    def asleep(self) -> frozenset[tuple[str, Hashable]]:
        """The workloads that may have no replica, each with its namespace: whoever else is scraped there is gone with them."""
        found = (each for each in (*self.spec.models.values(), *self.spec.components.values()) if self.fewest(each) == 0)
        return frozenset(place for each in found if (place := self.place(each)) is not None)

    def place(self, subject: Monitored) -> tuple[str, Hashable] | None:
        """Return the namespace of what runs `subject`, and which object it is; None where nobody says."""
        if subject.workload is None:
            return None
        return subject.namespace or self.spec.platform.namespace, tuple(subject.workload.objects().items())

    def replicas(self, subject: Monitored) -> Replicas | None:
        """Return how few and how many its autoscaler may give `subject`; None without one."""
        if subject.scaling is None:
            return None
        policy = self.spec.policies.get(subject.scaling.policy or "")
        return subject.scaling.replicas or (policy.replicas if policy is not None else None)

    def fewest(self, subject: Monitored) -> int | None:
        """Return the fewest of them."""
        replicas = self.replicas(subject)
        return replicas.min if replicas is not None else None

    def honors(self, subject: Monitored) -> bool:
        """Tell whether labels of its exporter win over those of its scrape: as that says, else as the pack of what runs it does."""
        if not self.spec.platform.cluster.prometheus.honors_labels:
            return False
        said = subject.scrape.honor_labels if subject.scrape is not None else None
        pack = self.packs.get(subject.runtime or "")
        return said if said is not None else pack is not None and pack.honor_labels

    def given_labels(self) -> frozenset[str]:
        """Return the labels that any scrape of the platform gives its series."""
        scrapes = (each.scrape for each in (*self.spec.models.values(), *self.spec.components.values()))
        return frozenset(label for scrape in scrapes if scrape is not None for label in scrape.given)
