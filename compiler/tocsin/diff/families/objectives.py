"""Objectives: how much of what must be good, and what becomes of a budget."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.diff.entry import Entry
from tocsin.diff.objectives import objectives
from tocsin.diff.seen import Seen


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield the platform's objectives."""
    for at, meant in objectives(seen).items():
        said = f"{meant.said['objective']} over {meant.said['period']}"
        facts = (meant.said, {"counts": "; ".join(meant.events)})
        yield "objectives", Entry(at=at, name=str(at[-1]), of=ir.whose(at), said=said, facts=facts, objective=meant)
