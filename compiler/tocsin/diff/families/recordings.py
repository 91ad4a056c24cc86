"""Recordings: the series that rules make for others to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.conventions import MODEL_LABEL, SUBJECT_LABEL
from tocsin.diff.entry import Entry
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen
from tocsin.promql import to_text

_TITLE: Final = "recorded series"
_OF_THE_BUDGET: Final = frozenset({"slo:current_burn_rate:ratio", "slo:period_burn_rate:ratio"})
"""What divides by the budget of an objective."""


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield what the platform records."""
    for recording in seen.platform.recordings:
        yield _TITLE, _entry(recording, seen.objectives.get(recording.at, "") if recording.record in _OF_THE_BUDGET else "")


def _entry(recording: ir.Recording, objective: str) -> Entry:
    asks = to_text(recording.expr)
    return Entry(
        at=recording.at,
        name=recording.record,
        of=_whose(recording),
        said=asks,
        facts=({"objective": objective}, {"asks": asks, **plain(recording, without={"record", "expr", "proof"})}),
    )


def _whose(recording: ir.Recording) -> str:
    """Return whose a series is: what the platform records of each model, as its health, stands at one place and has it as a label."""
    labels = recording.labels
    return ir.whose(recording.at) or labels.get(MODEL_LABEL) or labels.get(SUBJECT_LABEL) or ""
