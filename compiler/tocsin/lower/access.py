"""How autoscalers and analyses are let in at the Prometheus that they ask."""

from __future__ import annotations

from tocsin.ir import Access
from tocsin.lower.context import Context


def accessed(context: Context) -> Access:
    """Return what is said of the address, which is the same for all who ask."""
    said = context.cluster.prometheus.access
    return Access(
        tenant=said.tenant or "",
        modes=tuple(said.modes or ()),
        aws_region=said.aws_region or "",
        by_namespace=context.cluster.prometheus.stack == "openshift",
    )
