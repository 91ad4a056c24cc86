"""What tells of one outage of one model is told once: first that its probe fails, which is what its users see.

A target that does not answer says no more then. It never silences the probe: what Prometheus cannot scrape may serve well, and when it
ends in earnest that must not go unheard. An objective neither silences nor is silenced: a budget that burns slowly says nothing of an
outage, and the page of a fast one outlasts the outage by its shorter window, so that it would come when all is well again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tocsin.conventions import MODEL_LABEL, PLATFORM_LABEL, SUBJECT_LABEL
from tocsin.ir import Alert, InhibitRule, Matcher
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.inhibition.by_gravity import by_gravity, one_of
from tocsin.lower.inhibition.explained_by_down import SUBJECT, of_all
from tocsin.lower.subject import Subject
from tocsin.promql import metrics
from tocsin.source import Route

_EQUAL: Final = (*SUBJECT, "instance")
"""Of a probe that asks several addresses one that fails is no outage of the model, and says nothing of another."""


class _Names(NamedTuple):
    source: str
    target: str


def one_outage(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules by which a probe that fails, or that nobody asks, silences what says no more of the same model or component."""
    own: dict[Route, list[Alert]] = {}
    for alert in alerts:
        own.setdefault(alert.at[:2], []).append(alert)
    severities: dict[str, set[str]] = {}
    explained: dict[_Names, set[Route]] = {}
    apart: dict[_Names, set[Route]] = {}
    asking = {alert.name for each in own.values() for alert in each if _asks(alert)}
    for subject in context.subjects:
        for source, target in _side_by_side(own.get(subject.at, []), asking):
            for each in (source, target):
                severities.setdefault(each.name, set()).add(each.severity)
            found = explained if _explains(source, target, subject) else apart
            found.setdefault(_Names(source.name, target.name), set()).add(subject.at)
    for sources, silenced, about in _together(explained, apart):
        for gravity in by_gravity(context, set().union(*(severities[name] for name in sources)), severities[silenced]):
            platform = Matcher(label=PLATFORM_LABEL, op="=", value=context.platform.name)
            yield InhibitRule(
                name=f"{sources[0]}-{silenced}{f'-{about[0][0]}' if about else ''}{gravity.suffix}",
                source=(platform, one_of("alertname", sources), *gravity.source),
                target=(platform, one_of("alertname", [silenced]), *_about(about), *gravity.target),
                equal=_EQUAL,
                at=("platform", "severities"),
            )


def _asks(alert: Alert) -> bool:
    return alert.at[2:3] == ("probes",) and alert.condition in {"failing", "missing"}


def _side_by_side(own: Sequence[Alert], asking: set[str]) -> Iterator[tuple[Alert, Alert]]:
    for source in own:
        if source.name in asking:
            yield from ((source, target) for target in own if target.name != source.name)


def _explains(source: Alert, target: Alert, subject: Subject) -> bool:
    """Tell whether `target` says no more while `source` fires; of pages only one that comes no earlier, or its end would be told late."""
    if not _asks(source):
        return False
    probe = subject.spec.probes[str(source.at[3])]
    if source.condition == "missing":
        objective = subject.spec.slos.get(str(target.at[3])) if _is_of_events(target) else None
        return objective is not None and objective.probe == source.at[3]
    if target.at == source.at:
        # What is waited for until the timeout is slow, too.
        return "probe_duration_seconds" in metrics(target.value)
    return target.at[2:] == ("scrape",) and of_all(target) and source.for_ms + milliseconds(probe.every) <= target.for_ms


def _is_of_events(alert: Alert) -> bool:
    return alert.at[2:3] == ("slos",) and alert.condition == "missing"


def _together(
    explained: Mapping[_Names, set[Route]], apart: Mapping[_Names, set[Route]]
) -> Iterator[tuple[tuple[str, ...], str, tuple[Route, ...]]]:
    """Yield the names of sources with that of their target, and of whom that holds; nothing: of whoever has both."""
    found: dict[tuple[str, tuple[Route, ...]], list[str]] = {}
    for names, whom in sorted(explained.items()):
        if names not in apart:
            found.setdefault((names.target, ()), []).append(names.source)
            continue
        for kind in ("models", "components"):
            about = tuple(sorted(at for at in whom - apart[names] if at[0] == kind))
            if about:
                found.setdefault((names.target, about), []).append(names.source)
    yield from ((tuple(sources), target, about) for (target, about), sources in found.items())


def _about(about: tuple[Route, ...]) -> Iterator[Matcher]:
    if about:
        yield one_of(MODEL_LABEL if about[0][0] == "models" else SUBJECT_LABEL, [str(at[1]) for at in about])
