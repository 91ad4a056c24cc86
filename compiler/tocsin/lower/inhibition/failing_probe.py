"""While a probe of a model fails, which is what its users see, the alerts that say no more about the same outage are silenced.

That its target is down is one of them. It never silences the probe in turn: what Prometheus cannot scrape may still serve its users, and
when it stops, somebody must hear of it. An objective neither silences nor is silenced: a budget that burns slowly says nothing about an
outage, and the alert on one that burns fast ends later than the outage, by its shorter window, so that it would be sent when all is well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tocsin.ir import Alert, InhibitRule
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.inhibition.silencing import SUBJECT_LABELS, Side, subject_matcher, unless_graver
from tocsin.lower.inhibition.target_down import fires_only_for_all
from tocsin.lower.subject import Subject
from tocsin.promql import metrics
from tocsin.source import KeyPath

_EQUAL: Final = (*SUBJECT_LABELS, "instance")
"""A probe may ask several addresses: that one of them fails is no outage of the model, and says nothing about the others."""


class _Names(NamedTuple):
    source: str
    target: str


def silenced_by_failing_probe(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules by which a probe that fails, or is no longer asked, silences what says no more about the same model or component."""
    own: dict[KeyPath, list[Alert]] = {}
    for alert in alerts:
        own.setdefault(alert.at[:2], []).append(alert)
    severities: dict[str, set[str]] = {}
    explained: dict[_Names, set[KeyPath]] = {}  # where the source explains the target
    apart: dict[_Names, set[KeyPath]] = {}  # where both are there, and it does not
    probing = {alert.name for each in own.values() for alert in each if _is_of_probe(alert)}
    for subject in context.subjects:
        for alert, other in _side_by_side(own.get(subject.at, []), probing):
            for each in (alert, other):
                severities.setdefault(each.name, set()).add(each.severity)
            found = explained if _explains(alert, other, subject) else apart
            found.setdefault(_Names(alert.name, other.name), set()).add(subject.at)
    for sources, silenced, about in _together(explained, apart):
        name, target = f"{sources[0]}-{silenced}", Side([silenced], severities[silenced])
        if about:
            kind = str(about[0][0])
            name, target = f"{name}-{kind}", target._replace(more=(subject_matcher(kind, [str(at[1]) for at in about]),))
        yield from unless_graver(context, name, Side(sources, set().union(*(severities[each] for each in sources))), target, _EQUAL)


def _is_of_probe(alert: Alert) -> bool:
    return alert.at[2:3] == ("probes",) and alert.condition in {"failing", "missing"}


def _side_by_side(own: Sequence[Alert], probing: set[str]) -> Iterator[tuple[Alert, Alert]]:
    """Yield each alert whose name is in `probing` with each other alert of the same subject."""
    for source in own:
        if source.name in probing:
            yield from ((source, target) for target in own if target.name != source.name)


def _explains(source: Alert, target: Alert, subject: Subject) -> bool:
    """Tell whether `target` says no more while `source` fires.

    That a target is down does so only where it fires no earlier than the probe: of an alert that is silenced after it was sent, the end is
    sent only when the inhibition ends.
    """
    if not _is_of_probe(source):
        return False
    probe = subject.spec.probes[str(source.at[3])]
    if source.condition == "missing":
        objective = subject.spec.slos.get(str(target.at[3])) if _is_of_events(target) else None
        return objective is not None and objective.probe == source.at[3]
    if target.at == source.at:
        # What is waited for until the timeout is slow, too.
        return "probe_duration_seconds" in metrics(target.value)
    return target.at[2:] == ("scrape",) and fires_only_for_all(target) and source.for_ms + milliseconds(probe.every) <= target.for_ms


def _is_of_events(alert: Alert) -> bool:
    return alert.at[2:3] == ("slos",) and alert.condition == "missing"


def _together(
    explained: Mapping[_Names, set[KeyPath]], apart: Mapping[_Names, set[KeyPath]]
) -> Iterator[tuple[tuple[str, ...], str, tuple[KeyPath, ...]]]:
    """Yield the names of the sources, that of their target, and for which subjects the rule holds; none named: for all that have both."""
    found: dict[tuple[str, tuple[KeyPath, ...]], list[str]] = {}
    for names, whom in sorted(explained.items()):
        if names not in apart:
            found.setdefault((names.target, ()), []).append(names.source)
            continue
        for kind in ("models", "components"):
            about = tuple(sorted(at for at in whom - apart[names] if at[0] == kind))
            if about:
                found.setdefault((names.target, about), []).append(names.source)
    yield from ((tuple(sources), target, about) for (target, about), sources in found.items())
