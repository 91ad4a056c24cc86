"""How autoscalers and analyses are let in at the Prometheus that they ask."""

from __future__ import annotations

from tocsin.ir import Access, SecretKey
from tocsin.lower.context import Context
from tocsin.section import SecretRef


def accessed(context: Context) -> Access:
    """Return what is said of the address, which is the same for all who ask."""
    said = context.cluster.prometheus.access
    return Access(
        tenant=said.tenant or "",
        modes=("bearer",) if said.token is not None else tuple(said.modes or ()),
        token=_key(said.token),
        ca=_key(said.ca),
        aws_region=said.aws_region or "",
        by_namespace=context.cluster.prometheus.stack == "openshift",
    )


def _key(reference: SecretRef | None) -> SecretKey | None:
    return SecretKey(secret=reference.secret, key=reference.key) if reference is not None else None
