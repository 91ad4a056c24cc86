"""Puts the expressions of recordings in their place, so that a server without these recordings can compute an alert."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from msgspec import Struct

from tocsin import ir, promql
from tocsin.promql import Call, Expr, Range, Selector, String, Subquery
from tocsin.regex.patterns import matches


class Recorded(Struct, frozen=True, kw_only=True):
    """A recording, and how often it is made."""

    recording: ir.Recording
    every_ms: int


class Inlining:
    """Puts the expressions of a platform's recordings in place of what reads them."""

    def __init__(self, recordings: Iterable[Recorded]) -> None:
        """Keep the recordings by what they record."""
        self._named: dict[str, list[Recorded]] = {}
        for each in recordings:
            self._named.setdefault(each.recording.record, []).append(each)
        # Of a thousand models each has its own: all of them to be tried for each that reads one would take minutes.
        self._having: dict[tuple[str, str], dict[str | None, list[Recorded]]] = {}
        for name, alike in self._named.items():
            for label in {label for each in alike for label in each.recording.labels}:
                by_value = self._having[name, label] = {}
                for each in alike:
                    by_value.setdefault(each.recording.labels.get(label), []).append(each)
        self._known: dict[int, Expr] = {}
        self._open: set[str] = set()

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
        name = read.metric or ""
        if name in self._open or name not in self._named:
            return None
        answers = [(each, {_holds(each.recording, matcher) for matcher in read.matchers}) for each in self._candidates(name, read)]
        found = [(each, holds) for each, holds in answers if False not in holds]
        if not found or any(None in holds for _, holds in found):
            return None
        self._open.add(name)
        try:
            parts = [self._expr(each.recording) for each, _ in found]
        finally:
            self._open.remove(name)
        return reduce(promql.either, parts), max(each.every_ms for each, _ in found)

    def _candidates(self, name: str, read: Selector) -> Sequence[Recorded]:
        """Return the fewest of the recordings of a name that a single matcher leaves, those too that lack its label."""
        having = ((self._having[name, it.label], it.value) for it in read.matchers if it.op == "=" and (name, it.label) in self._having)
        left = ([*by_value.get(value, ()), *by_value.get(None, ())] for by_value, value in having)
        return min(left, key=len, default=self._named[name])

    def _expr(self, recording: ir.Recording) -> Expr:
        key = id(recording)
        if key not in self._known:
            self._known[key] = _labelled(self.inlined(recording.expr), recording.labels)
        return self._known[key]


def _holds(recording: ir.Recording, matcher: promql.Matcher) -> bool | None:
    """Tell whether all that is recorded satisfies a matcher, or nothing of it; None: that depends on its series."""
    labels = promql.output_labels(recording.expr)
    certain = {**labels.fixed, **recording.labels}
    if matcher.label not in certain and labels.may_have(matcher.label):
        return None
    value = certain.get(matcher.label, "")
    same = matches(matcher.value, value) if "~" in matcher.op else value == matcher.value
    return same != matcher.op.startswith("!")


def _labelled(expr: Expr, labels: Mapping[str, str]) -> Expr:
    """Return an expression whose values have these labels, as those of a recording have."""
    vector = Call("vector", (expr,)) if promql.result_type(expr) == "scalar" else expr
    for label, value in labels.items():
        arguments = (label, value.replace("$", "$$"), "", "")
        vector = Call("label_replace", (vector, *map(String, arguments)))
    return vector
