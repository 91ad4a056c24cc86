"""Expressions without the recordings that they read: what a rule would have recorded, a server that never had it can compute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

from msgspec import Struct

from tocsin import ir, promql
from tocsin.patterns import matches
from tocsin.promql import Call, Expr, Range, Selector, String, Subquery


class Recorded(Struct, frozen=True, kw_only=True):
    """A recording, and how often it is made."""

    recording: ir.Recording
    every_ms: int


class Inlining:
    """Puts the expressions of a platform's recordings in place of what reads them."""

    def __init__(self, recordings: Iterable[Recorded]) -> None:
        """Keep the recordings by what they record."""
        self._recordings: dict[str, list[Recorded]] = {}
        for each in recordings:
            self._recordings.setdefault(each.recording.record, []).append(each)
        self._known: dict[int, Expr] = {}

    def inlined(self, expr: Expr) -> Expr:
        """Return `expr` with subqueries where it reads recordings over time, and their expressions where it reads the last sample.

        The samples of a subquery are as far apart as those of the recording. What is selected by a label that only the recorded values
        have, and a recording that reads itself, is read as it was recorded.
        """
        return promql.substitute(expr, self._in_place)

    def _in_place(self, node: Expr) -> Expr | None:
        match node:
            case Range(Selector() as read, int(window_ms)):
                found = self._found(read)
                return found and Subquery(found[0], window_ms, found[1], read.offset_ms, read.at)
            case Selector() as read:
                found = self._found(read)
                if found is None or (not read.offset_ms and read.at is None):
                    return found and found[0]
                # The one sample of a subquery of one step: an expression has no offset of its own.
                return Call("last_over_time", (Subquery(found[0], found[1], found[1], read.offset_ms, read.at),))
            case _:
                return None

    def _found(self, read: Selector) -> tuple[Expr, int] | None:
        """Return what is recorded under a name with labels that are looked for, and how often; None: nobody knows."""
        named = self._recordings.pop(read.metric, None) if read.metric is not None else None
        if named is None or read.metric is None:
            return None
        try:  # a recording that reads its own name finds none
            fitting = [each for each in named if _fits(each.recording.labels, read)]
            if not fitting or any(matcher.label not in each.recording.labels for each in fitting for matcher in read.matchers):
                return None
            parts = [self._expr(each.recording) for each in fitting]
        finally:
            self._recordings[read.metric] = named
        return reduce(promql.either, parts), max(each.every_ms for each in fitting)

    def _expr(self, recording: ir.Recording) -> Expr:
        key = id(recording)
        if key not in self._known:
            self._known[key] = _labelled(self.inlined(recording.expr), recording.labels)
        return self._known[key]


def _fits(labels: Mapping[str, str], read: Selector) -> bool:
    """Tell whether nothing that is certain of a recording's labels contradicts a selector."""
    return all(_holds(labels[matcher.label], matcher) for matcher in read.matchers if matcher.label in labels)


def _holds(value: str, matcher: promql.Matcher) -> bool:
    same = matches(matcher.value, value) if "~" in matcher.op else value == matcher.value
    return same != matcher.op.startswith("!")


def _labelled(expr: Expr, labels: Mapping[str, str]) -> Expr:
    """Return an expression whose values have these labels, as those of a recording have."""
    vector = Call("vector", (expr,)) if promql.result_type(expr) == "scalar" else expr
    for label, value in labels.items():
        arguments = (label, value.replace("$", "$$"), "", "")
        vector = Call("label_replace", (vector, *map(String, arguments)))
    return vector
