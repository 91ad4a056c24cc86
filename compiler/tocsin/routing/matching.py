"""Whether alerts whose labels are partly known match what a route or an inhibition asks for."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin import ir
from tocsin.routing.sent_labels import KnownLabels
from tocsin.routing.tree import holds


def surely(matchers: Iterable[ir.Matcher], labels: KnownLabels) -> bool:
    """Tell whether all matchers hold whatever the unknown labels are."""
    return all((value := labels.known(matcher.label)) is not None and holds(matcher, value) for matcher in matchers)


def maybe(matchers: Iterable[ir.Matcher], labels: KnownLabels) -> bool:
    """Tell whether all matchers hold for some values of the unknown labels; two that exclude each other are not noticed."""
    return all((value := labels.known(matcher.label)) is None or holds(matcher, value) for matcher in matchers)


def silences(rule: ir.InhibitRule, source: KnownLabels, target: KnownLabels) -> bool:
    """Tell whether an alert with the labels `source` surely silences one with the labels `target`.

    An alert that matches both sides is not silenced by another that does, itself included.
    https://prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings
    """
    return silences_alike(rule, source, target) and all(source.known(label) is not None for label in rule.equal)


def silences_alike(rule: ir.InhibitRule, source: KnownLabels, target: KnownLabels) -> bool:
    """Tell whether an alert silences another whose unknown labels have the same values, as two steps of one threshold have them."""
    if not (surely(rule.source, source) and surely(rule.target, target)):
        return False
    if maybe(rule.target, source) and maybe(rule.source, target):
        return False
    return all(source.known(label) == target.known(label) for label in rule.equal)
