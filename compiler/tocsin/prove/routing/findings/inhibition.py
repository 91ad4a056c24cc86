"""Inhibition that silences nothing, or everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.prove.routing.findings.arrivals import Arrivals
from tocsin.prove.routing.findings.finding import RoutingFinding
from tocsin.prove.routing.labels import AlertLabels
from tocsin.prove.routing.tree import holds


def findings(routing: ir.Routing, found: tuple[Arrivals, ...]) -> Iterator[RoutingFinding]:
    """Yield what stands out in each inhibition, seen from the platform's own alerts."""
    for rule in routing.inhibit:
        yield from _idle(rule, found)
        yield from _everything(rule, found)


def silences(rule: ir.InhibitRule, source: AlertLabels, target: AlertLabels) -> bool:
    """Return whether an alert with the labels `source` surely silences one with the labels `target`.

    An alert that matches both sides is not silenced by another that does, itself included.
    https://prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings
    """
    if not (_surely(rule.source, source) and _surely(rule.target, target)):
        return False
    if _maybe(rule.target, source) and _maybe(rule.source, target):
        return False
    return all(source.known(label) is not None and source.known(label) == target.known(label) for label in rule.equal)


def _idle(rule: ir.InhibitRule, found: tuple[Arrivals, ...]) -> Iterator[RoutingFinding]:
    sources = [each for each in found if _maybe(rule.source, each.labels)]
    targets = [each for each in found if _maybe(rule.target, each.labels)]
    if not targets:
        message = f"inhibition `{rule.name}` silences nothing: no alert of this platform matches its target"
        yield RoutingFinding(code="inhibition/no-target", level="warning", message=message, at=rule.at)
    elif not sources:
        message = f"no alert of this platform matches the source of inhibition `{rule.name}`"
        yield RoutingFinding(code="inhibition/no-source", level="information", message=message, at=rule.at)
    elif all(_surely((*rule.source, *rule.target), each.labels) for each in (*sources, *targets)):
        message = f"inhibition `{rule.name}` silences nothing: its alerts match both sides, and such alerts do not silence each other"
        yield RoutingFinding(code="inhibition/both-sides", level="warning", message=message, at=rule.at)


_FEW: Final = 2


def _everything(rule: ir.InhibitRule, found: tuple[Arrivals, ...]) -> Iterator[RoutingFinding]:
    others = [each for each in found if not _maybe(rule.source, each.labels)]
    for source in found if len(others) >= _FEW else ():
        if all(silences(rule, source.labels, each.labels) for each in others):
            message = f"while `{source.alert.name}` fires, inhibition `{rule.name}` silences all {len(others)} other alerts"
            yield RoutingFinding(code="inhibition/everything", level="warning", message=message, at=rule.at)
            return


def _surely(matchers: tuple[ir.Matcher, ...], labels: AlertLabels) -> bool:
    return all((value := labels.known(matcher.label)) is not None and holds(matcher, value) for matcher in matchers)


def _maybe(matchers: tuple[ir.Matcher, ...], labels: AlertLabels) -> bool:
    return all((value := labels.known(matcher.label)) is None or holds(matcher, value) for matcher in matchers)
