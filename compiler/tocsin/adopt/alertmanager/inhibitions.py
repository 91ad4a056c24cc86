"""Inhibitions, in the words of `routing.inhibit`; what ours say already is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from tocsin import ir
from tocsin.adopt.alertmanager.conditions import NeverError, UnsayableError, where
from tocsin.adopt.alertmanager.matchers import UnreadableError, read_matchers, unreadable
from tocsin.adopt.alertmanager.shape import InhibitShape
from tocsin.adopt.alertmanager.telling import Telling
from tocsin.adopt.alertmanager.tree import called, is_label_name
from tocsin.adopt.names import kept
from tocsin.conventions import PLATFORM_LABEL, SEVERITY_LABEL
from tocsin.diagnostics import Diagnostic
from tocsin.routing.implication import only
from tocsin.source import KeyPath

_NAME: Final = "alertname"


class Ours(Struct, frozen=True, kw_only=True):
    """What a platform does without being asked."""

    rules: tuple[ir.InhibitRule, ...]
    discarded: frozenset[str]
    """The alerts that it discards."""
    apart: frozenset[str]
    """The alerts of one name and several severities that are no steps of one threshold: no ladder silences one of them."""


def inhibitions(given: Sequence[InhibitShape], telling: Telling, at: KeyPath, wrong: list[Diagnostic]) -> tuple[ir.InhibitRule, ...]:
    """Return inhibitions as Alertmanager has them; what it refuses itself is added to what is `wrong`."""
    found = []
    for index, each in enumerate(given):
        place = (*at, index)
        try:
            source = read_matchers(each.source_match, each.source_match_re, each.source_matchers)
            target = read_matchers(each.target_match, each.target_match_re, each.target_matchers)
        except UnreadableError as error:
            wrong.append(unreadable(error, place))
            continue
        equal = _labels(each.equal, telling, place)
        if equal is not None:
            found.append(ir.InhibitRule(name=each.name or "", source=source, target=target, equal=equal, at=place))
    return tuple(found)


def _labels(given: Sequence[str], telling: Telling, at: KeyPath) -> tuple[str, ...] | None:
    for label in given:
        if not is_label_name(label):
            message = f"this inhibition is left out: `{label}` in `equal` is no label name here; name another label"
            telling.tell((*at, "equal"), message, lost=True)
            return None
    return tuple(dict.fromkeys(given))


def written(rules: Sequence[ir.InhibitRule], ours: Ours, telling: Telling) -> dict[str, Any]:
    """Return `routing.inhibit`, without what comes by itself."""
    found: dict[str, Any] = {}
    for rule in rules:
        if _comes_by_itself(rule, ours):
            message = "this inhibition comes by itself: for alerts of the stack as here, for ours between the steps of one threshold"
            telling.tell(rule.at, message)
            continue
        try:
            said: dict[str, Any] = {"source": where(rule.source), "target": where(rule.target)}
        except NeverError:
            telling.tell(rule.at, "no alert is as this inhibition asks, so that it is left out")
            continue
        except UnsayableError as error:
            telling.tell(rule.at, f"this inhibition is left out: it cannot be said here: {error}; ask for it in one matcher", lost=True)
            continue
        if _of_severities(rule):
            telling.tell(rule.at, "this inhibition is kept; between the steps of one threshold it comes by itself, within the same model")
        text = rule.name or "-".join(filter(None, (called(rule.source), called(rule.target)))) or "inhibition"
        found[kept(text, found)] = said | ({"equal": list(rule.equal)} if rule.equal else {})
    return found


def _comes_by_itself(rule: ir.InhibitRule, ours: Ours) -> bool:
    targets = dict(_asked(rule.target))
    if set(targets) == {_NAME} and targets[_NAME] and targets[_NAME] <= ours.discarded:
        return True
    if _of_severities(rule) and ours.apart:
        return False
    wanted = set(_pairs(rule))
    provided = {pair for own in ours.rules if own.equal and set(own.equal) == set(rule.equal) for pair in _pairs(_of_others(own))}
    return bool(wanted) and wanted <= provided


def _of_others(rule: ir.InhibitRule) -> ir.InhibitRule:
    """Return a rule of ours on alerts that have no platform without that condition."""
    without = [
        tuple(each for each in side if (each.label, each.op, each.value) != (PLATFORM_LABEL, "=", ""))
        for side in (rule.source, rule.target)
    ]
    return ir.InhibitRule(name=rule.name, source=without[0], target=without[1], equal=rule.equal, at=rule.at)


def _pairs(rule: ir.InhibitRule) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield which value of which label silences which, of a rule that asks for listed values of one label on each side."""
    source, target = list(_asked(rule.source)), list(_asked(rule.target))
    if len(source) == len(target) == 1:
        for first in source[0][1]:
            yield from (((source[0][0], first), (target[0][0], second)) for second in target[0][1])


def _asked(matchers: Iterable[ir.Matcher]) -> Iterator[tuple[str, frozenset[str]]]:
    yield from ((each.label, frozenset(only(each))) for each in matchers)


def _of_severities(rule: ir.InhibitRule) -> bool:
    """Tell whether one severity silences others of the same alert."""
    sides = (rule.source, rule.target)
    return _NAME in rule.equal and all(len(side) == 1 and side[0].label == SEVERITY_LABEL for side in sides)
