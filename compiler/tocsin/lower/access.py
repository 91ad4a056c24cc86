"""How autoscalers and analyses are let in at the Prometheus that they ask."""

from __future__ import annotations

from tocsin.ir import Access
from tocsin.lower.context import Context
from tocsin.lower.secret_keys import key_of


def accessed(context: Context) -> Access:
    """Return what is said of the address, which is the same for all who ask."""
    said = context.cluster.prometheus.access
    return Access(
        tenant=said.tenant or "",
        modes=("bearer",) if said.token is not None else tuple(said.modes or ()),
        token=None if said.token is None else key_of(said.token),
        ca=None if said.ca is None else key_of(said.ca),
        aws_region=said.aws_region or "",
        by_namespace=context.cluster.prometheus.stack == "openshift",
    )
