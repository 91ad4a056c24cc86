"""What a progressive delivery asks before it goes on: a comparison of the new version with the old."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from tocsin import promql, source
from tocsin.ir.scaling import Access


class Analysis(Struct, frozen=True, kw_only=True):
    """A query whose values fail, pass, or leave it to a person.

    `query` reads its arguments as Argo writes them, `{{args.champion}}`. A value is bad when `op` holds between it and `fails`; it passes
    when `op` does not hold between it and `passes`; in between, and without any value, nothing is decided.
    """

    name: str
    namespace: str
    labels: Mapping[str, str]
    server: str
    """URL of the Prometheus that is asked."""
    access: Access = Access()
    metric: str
    arguments: tuple[tuple[str, str], ...]
    """Name and usual value; a rollout may give another."""
    query: promql.Expr
    op: Literal[">", "<"]
    passes: float
    fails: float
    every_ms: int
    times: int
    sources: tuple[str, ...]
    at: source.KeyPath
