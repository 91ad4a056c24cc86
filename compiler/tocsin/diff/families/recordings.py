"""Recordings: the series that rules make for others to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.conventions import MODEL_LABEL, SUBJECT_LABEL
from tocsin.diff.entry import Entry
from tocsin.diff.objectives import objectives
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen
from tocsin.promql import to_text

_TITLE: Final = "recorded series"


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield what the platform records."""
    meant = objectives(seen)
    for recording in seen.platform.recordings:
        asks, objective = to_text(recording.expr), meant.get(recording.at)
        yield (
            _TITLE,
            Entry(
                at=recording.at,
                name=recording.record,
                of=_whose(recording),
                said=asks,
                facts=({"asks": asks, **plain(recording, without={"record", "expr", "proof"})},),
                part=objective is not None,
                because=str(objective or ""),
            ),
        )


def _whose(recording: ir.Recording) -> str:
    """Return whose a series is: what the platform records of each model, as its health, stands at one place and has it as a label."""
    labels = recording.labels
    return ir.whose(recording.at) or labels.get(MODEL_LABEL) or labels.get(SUBJECT_LABEL) or ""
