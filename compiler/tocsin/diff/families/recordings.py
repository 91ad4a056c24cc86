"""Recordings: the series that rules make for others to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.diff.entry import Entry
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen
from tocsin.promql import to_text

_TITLE: Final = "recorded series"


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield what the platform records."""
    yield from ((_TITLE, _entry(recording)) for recording in seen.platform.recordings)


def _entry(recording: ir.Recording) -> Entry:
    asks = to_text(recording.expr)
    return Entry(
        at=recording.at,
        name=recording.record,
        of=ir.whose(recording.at),
        said=asks,
        facts=({"asks": asks, **plain(recording, without={"record", "expr", "proof"})},),
    )
