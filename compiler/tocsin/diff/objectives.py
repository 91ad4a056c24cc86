"""Objectives as they were meant, and what becomes of a budget when one is another: docs/operating.md says it at length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from tocsin.conventions import LIMIT_KEPT
from tocsin.diff.plain import words
from tocsin.diff.seen import Seen
from tocsin.promql import to_text
from tocsin.source import KeyPath
from tocsin.units import UNITS, show

_SAID: Final = (
    "period",
    "metric",
    "probe",
    "good",
    "bad",
    "total",
    "quantile",
    "under",
    "not_above",
    "not_below",
    "where",
    "while_",
    "by",
    "at_least",
)
"""What a spec says of an objective besides its share; the rest is about its alerts, which are told themselves."""
_COUNTED: Final = (LIMIT_KEPT, "slo:events:", "slo:bad_events:")
"""How the recordings begin that a budget is computed from."""


class Objective(Struct, frozen=True, kw_only=True):
    """One objective, with what its budget is computed from."""

    name: str
    share: float
    said: Mapping[str, str]
    """By the keys of the spec."""
    series: str
    """What is recorded of its events, with the labels that are its own."""
    events: tuple[str, ...]
    """What is counted."""

    def since(self, was: Objective) -> str:
        """Return what becomes of its budget when it was another one before."""
        at_once = ", and alerts may fire at once" if self.share > was.share else ""
        becomes = self._budget_since(was)
        return f"its budget {becomes}{at_once}" if becomes else ""

    def _budget_since(self, was: Objective) -> str:
        period = self.said["period"]
        if (self.series, self.said.get("by")) != (was.series, was.said.get("by")):
            return f"begins anew with the first minutes that are recorded, and is right after {period}"
        if self.events != was.events:
            return f"goes on with what was counted before, and is right after {period}"
        if self.share != was.share:
            return f"is told as if {self.said['objective']} had held for the whole {period}"
        return "goes on" if period != was.said["period"] else ""

    def __str__(self) -> str:
        """Return what other things follow from it."""
        return "\n".join((self.name, *self.said.values(), *self.events))


def objectives(seen: Seen) -> Mapping[KeyPath, Objective]:
    """Return the objectives of a platform for which something is recorded, by their places."""
    counted: dict[KeyPath, dict[str, str]] = {}
    series: dict[KeyPath, str] = {}
    for each in seen.platform.recordings:
        if each.at in seen.objectives and each.record.startswith(_COUNTED):
            counted.setdefault(each.at, {})[each.record] = to_text(each.expr)
            series[each.at] = f"{each.record} {dict(sorted(each.labels.items()))}"
    return {at: _objective(seen, at, series[at], tuple(texts.values())) for at, texts in counted.items()}


def _objective(seen: Seen, at: KeyPath, series: str, events: tuple[str, ...]) -> Objective:
    share, name = seen.objectives[at], str(at[-1])
    spec = seen.subjects[at[:2]].slos[name]
    return Objective(name=name, share=share, said={"objective": shown(share), **words(spec, _SAID)}, series=series, events=events)


def shown(share: float) -> str:
    """Return the share that an objective asks for as it is written."""
    return show(share, UNITS["ratio"])
