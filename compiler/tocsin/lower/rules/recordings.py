"""Recordings behind alerts: an expression that several alerts read is recorded once, as is one that is read over its own past."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.ir import Alert, Recording
from tocsin.lower.subject import Subject
from tocsin.lower.thresholds import Watched
from tocsin.threshold.band import Band

_NO_LETTER: Final = re.compile(r"\W")
_SEVERAL: Final = 2
"""Alerts that may read one value."""


class Recordings:
    """Collects the recordings of one model's thresholds; a group evaluates them before the alerts that read them."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._labels = subject.identity
        self._matchers = _equal(self._labels)
        self._by_name: dict[str, Recording] = {}

    def rules(self) -> tuple[Recording, ...]:
        """Return the recordings, each after those that it reads."""
        return tuple(self._by_name.values())

    def alerts(self, watched: Watched) -> Iterator[Alert]:
        """Yield the alerts of one threshold, reading what is recorded for them.

        A group is evaluated in order, so an alert sees the value of the same instant. What an alert with two sides compares must have
        the same labels, and so must a value and another metric that is its limit: what such steps share is not recorded.
        """
        if len(watched.alerts) < _SEVERAL and not watched.records:
            yield from watched.alerts
            return
        reads: list[tuple[promql.Expr, promql.Selector]] = []
        for operation, expr in watched.records:
            name = self._name(expr, watched.metric, operation, watched.alerts[0])
            reads.append((expr, self._record(name, _all_read(expr, reads), watched.alerts[0])))
        parts = tuple((operation, read) for (operation, _), (_, read) in zip(watched.records, reads, strict=True))
        values = [alert.value for alert in watched.alerts]
        shared = {value for value in values if values.count(value) > 1}
        recorded: dict[promql.Expr, promql.Selector] = {}
        for alert in watched.alerts:
            if not reads and alert.value not in shared:
                yield alert
                continue
            expr, value, known = _all_read(alert.expr, reads), _all_read(alert.value, reads), parts
            if alert.value in shared and len(alert.limits) == 1 and not isinstance(value, promql.Selector):
                if value not in recorded:
                    recorded[value] = self._record(self._name(alert.value, watched.metric, watched.operation, alert), value, alert)
                expr, known = _read(expr, value, recorded[value]), (*parts, ("", recorded[value]))
            band = None if alert.band is None else _band_read(alert.band, reads)
            yield replace(alert, expr=expr, value=value, proof=alert.proof and replace(alert.proof, recorded=known), band=band)

    def _record(self, name: str, expr: promql.Expr, alert: Alert) -> promql.Selector:
        """Record `expr` as `name`, or under a name of the threshold's own where that means something else already."""
        labels = self._own(alert)
        known = self._by_name.setdefault(name, Recording(record=name, expr=expr, labels=labels, at=alert.at))
        if known.expr != expr:
            name = f"{name}:{_identifier(str(alert.at[-1]))}"
            known = self._by_name.setdefault(name, Recording(record=name, expr=expr, labels=labels, at=alert.at))
        return promql.Selector(name, self._matchers if known.labels is self._labels else _equal(known.labels))

    def _own(self, alert: Alert) -> Mapping[str, str]:
        """Return the labels that tell a recording from others; what the alert is told apart by is that of its series, as in the alert."""
        own = {label: value for label, value in self._labels.items() if label in alert.labels}
        return self._labels if len(own) == len(self._labels) else own

    def _name(self, expr: promql.Expr, metric: str, operation: str, alert: Alert) -> str:
        """Return the name `level:metric:operation`, as https://prometheus.io/docs/practices/rules/ asks.

        Which labels `expr` has is seen before its parts are read from recordings, whose labels nobody lists.
        """
        only = promql.output_labels(expr).only or frozenset()
        level = "_".join((self._subject.kind, *sorted(only - self._own(alert).keys())))
        return f"{level}:{_identifier(metric)}:{operation}"


def _equal(labels: Mapping[str, str]) -> tuple[promql.Matcher, ...]:
    return tuple([promql.Matcher(label, "=", value) for label, value in sorted(labels.items())])


def _all_read(expr: promql.Expr, reads: list[tuple[promql.Expr, promql.Selector]]) -> promql.Expr:
    # The last first: it is made of those before it, and must still be recognised.
    for value, read in reversed(reads):
        expr = _read(expr, value, read)
    return expr


def _band_read(band: Band, reads: list[tuple[promql.Expr, promql.Selector]]) -> Band:
    value, mean, deviation = (_all_read(expr, reads) for expr in (band.value, band.mean, band.deviation))
    return replace(band, value=value, mean=mean, deviation=deviation)


def _read(expr: promql.Expr, value: promql.Expr, read: promql.Selector) -> promql.Expr:
    """Return `expr` with `value` read from its recording; a subquery of it becomes the recording's own history."""

    def replaced(node: promql.Expr) -> promql.Expr | None:
        if node == value:
            return read
        if isinstance(node, promql.Subquery) and node.expr == value:
            return promql.Range(replace(read, offset_ms=node.offset_ms), node.window_ms)
        return None

    return promql.substitute(expr, replaced)


def _identifier(name: str) -> str:
    return _NO_LETTER.sub("_", name)
