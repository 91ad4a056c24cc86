"""What a routing tree does that its author may not have meant: values, to be shown as warnings or for information."""

from __future__ import annotations

from tocsin import ir
from tocsin.prove.routing.findings import default, inhibition, muting, reach, shadows
from tocsin.prove.routing.findings.arrivals import arrivals
from tocsin.prove.routing.findings.finding import RoutingFinding

__all__ = ["RoutingFinding", "examine"]


def examine(platform: ir.Platform) -> tuple[RoutingFinding, ...]:
    """Return what stands out in the platform's routing, warnings first, each kind in the order of the spec.

    It looks at the platform's own alerts: its Alertmanager may have others, so that a route that none of them takes is no mistake.
    """
    routing = platform.routing
    if routing is None:
        return ()
    found = arrivals(platform, routing)
    said = (
        *shadows.findings(routing),
        *reach.findings(routing, found),
        *default.findings(routing, found),
        *muting.findings(routing, found),
        *inhibition.findings(routing, found),
    )
    return tuple(sorted(said, key=lambda finding: finding.level != "warning"))
