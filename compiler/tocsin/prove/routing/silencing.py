"""Proves that inhibitions and mute times were written as the spec means them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tocsin import ir
from tocsin.prove.routing.written import document, inhibitions
from tocsin.routing.labels import AlertLabels
from tocsin.routing.matching import maybe
from tocsin.yaml_writer import dumps

_Key = tuple[frozenset[ir.Matcher], frozenset[ir.Matcher], frozenset[str]]


class Silencing(Struct, frozen=True, kw_only=True):
    """In what the inhibition and the times of a configuration differ from what is meant."""

    lost: tuple[ir.InhibitRule, ...]
    """Rules that are meant, and were not written so."""
    added: tuple[ir.InhibitRule, ...]
    """Rules that were written, and are not meant so."""
    intervals: frozenset[str]
    """Names of times that were written otherwise."""

    def problems(self, meant: AlertLabels, sent: AlertLabels) -> Iterator[str]:
        """Yield what an alert suffers from it, of the labels that it is meant to have and those that it was written with."""
        for rule in self.lost:
            if maybe(rule.target, meant):
                yield f"the inhibition `{rule.name}`, which silences it, was not written as it is meant"
        for rule in self.added:
            if maybe(rule.target, sent):
                yield f"an inhibition was written that silences it while {_shown(rule.source)}, and is not meant"

    def elsewhere(self, ours: Sequence[AlertLabels]) -> Iterator[str]:
        """Yield what alerts that are none of `ours` suffer from it: those of the stack, of which no other proof tells."""
        for rule in self.lost:
            if not any(maybe(rule.target, each) for each in ours):
                yield f"the inhibition `{rule.name}`, which silences alerts of others, was not written as it is meant"
        for rule in self.added:
            if not any(maybe(rule.target, each) for each in ours):
                yield f"an inhibition was written that silences alerts of others while {_shown(rule.source)}, and is not meant"


def silencing_of(
    routing: ir.Routing, configuration: Mapping[str, Any], *, own: tuple[ir.Matcher, ...], namespace: str | None, prefix: str
) -> Silencing:
    """Return the differences; `own`: what an AlertmanagerConfig asks of all that it silences, nothing without it.

    `prefix` is what stands before the names of its times. Of such an object the operator asks for `namespace` on both sides besides.

    The order of rules and of what they ask for says nothing, for an alert is silenced when any rule silences it.
    https://prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings
    """
    enforced = frozenset([ir.Matcher(label="namespace", op="=", value=namespace)] if own and namespace is not None else [])
    meant = {_key(_narrowed(rule, own), enforced): rule for rule in routing.inhibit}
    sent = {_key(rule, enforced): rule for rule in inhibitions(configuration)}
    return Silencing(
        lost=tuple(rule for key, rule in meant.items() if key not in sent),
        added=tuple(rule for key, rule in sent.items() if key not in meant),
        intervals=frozenset(_other_times(routing.intervals, configuration, prefix)),
    )


def _key(rule: ir.InhibitRule, enforced: frozenset[ir.Matcher]) -> _Key:
    return frozenset(rule.source) - enforced, frozenset(rule.target) - enforced, frozenset(rule.equal)


def _narrowed(rule: ir.InhibitRule, own: tuple[ir.Matcher, ...]) -> ir.InhibitRule:
    """Return a rule that silences the platform's own alerts only, as far as it does not say whose anyway."""
    said = {matcher.label for matcher in rule.target if matcher.op == "="}
    return replace(rule, target=(*rule.target, *(matcher for matcher in own if matcher.label not in said)))


def _other_times(intervals: Sequence[ir.TimeInterval], configuration: Mapping[str, Any], prefix: str) -> Iterator[str]:
    written = {each.get("name"): each.get("time_intervals") for each in configuration.get("time_intervals") or () if isinstance(each, dict)}
    for interval in intervals:
        told = document(dumps({"times": [dict(entry) for entry in interval.entries]}))
        if _said(written.get(prefix + interval.name)) != _said(told["times"]):
            yield interval.name


def _said(entries: Any) -> object:  # noqa: ANN401  # whatever the file holds
    """Return times as they are compared: in UTC, which need not be said, and of a day alone as a range."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return None
    return [{key: _ranges(key, value) for key, value in entry.items() if (key, value) != ("location", "UTC")} for entry in entries]


def _ranges(key: str, value: Any) -> object:  # noqa: ANN401  # likewise
    if key != "days_of_month" or not isinstance(value, list):
        return value
    return [each if ":" in str(each) else f"{each}:{each}" for each in value]


def _shown(matchers: Sequence[ir.Matcher]) -> str:
    return ", ".join(f'`{matcher.label}{matcher.op}"{matcher.value}"`' for matcher in matchers) or "anything fires"
