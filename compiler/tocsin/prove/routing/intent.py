"""What the spec means for alerts with known labels: which receivers get them, and which alert silences which."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tocsin import ir
from tocsin.routing.labels import AlertLabels
from tocsin.routing.matching import silences
from tocsin.routing.tree import hops


class RoutingIntent(Struct, frozen=True, kw_only=True):
    """The spec's own routing, asked about whole label sets."""

    routing: ir.Routing
    prefix: str = ""
    """What stands before the names of receivers in the configuration, because the operator put it there."""

    def arrivals(self, labels: Mapping[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return each receiver that an alert with these labels is meant for, as the configuration calls it, and its `group_by`."""
        found = hops(self.routing.root, lambda label: labels.get(label, ""))
        return tuple((self.prefix + hop.receiver, hop.group_by) for hop in found)

    def silences(self, source: Mapping[str, str], target: Mapping[str, str]) -> bool:
        """Return whether an alert with the labels `source` is meant to silence one with the labels `target`."""
        return any(silences(rule, AlertLabels(fixed=source), AlertLabels(fixed=target)) for rule in self.routing.inhibit)
