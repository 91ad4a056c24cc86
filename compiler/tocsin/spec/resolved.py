"""A platform in one environment: patched, typed, its packs at hand."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tocsin.catalog import Pack
from tocsin.source import Origins
from tocsin.spec import Spec


class Resolved(Struct, frozen=True, kw_only=True):
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
