"""While a target is down, the alerts that its series are missing are silenced, also those about other models and components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from tocsin.ir import Alert, InhibitRule
from tocsin.lower.context import Context
from tocsin.lower.inhibition.silencing import PLATFORM_LABELS, SUBJECT_LABELS, Side, subject_matcher, unless_graver
from tocsin.lower.metrics.others import Others
from tocsin.lower.metrics.selection import is_foreign
from tocsin.lower.subject import Subject
from tocsin.promql import Aggregate, Selector, walk
from tocsin.source import KeyPath


def silenced_by_target_down(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules by which a target that is down silences the alerts that its series are missing: they are one fault.

    When an exporter that serves series about forty models is down, forty alerts miss them; when one of the models is down, none does.
    """
    alerts = tuple(alerts)
    down = _names(alert for alert in alerts if alert.at[2:] == ("scrape",))
    explaining = {alert.at[:2] for alert in alerts if alert.at[2:] == ("scrape",) and fires_only_for_all(alert)}
    subjects = {subject.at: subject for subject in context.subjects}
    exporters = Others(context.resolved)
    about: dict[str, dict[KeyPath, KeyPath]] = {}
    for alert in alerts:
        if alert.condition == "missing" and alert.at[:2] in subjects:
            server = _server(context, exporters, alert, subjects[alert.at[:2]]).at
            about.setdefault(alert.name, {})[alert.at[:2]] = server if server in explaining else _NOBODY
    groups: dict[_Group, list[str]] = {}
    for name, servers in sorted(about.items()):
        for group in _groups(servers):
            groups.setdefault(group, []).append(name)
    severities: dict[str, set[str]] = {}
    for alert in alerts:
        severities.setdefault(alert.name, set()).add(alert.severity)
    for group, names in groups.items():
        sources = down.get(group.server, set()) if group.server else set().union(*(down[at] for at in explaining))
        yield from _rules(context, group, *(Side(side, set().union(*(severities[name] for name in side))) for side in (sources, names)))


_NOBODY: Final[KeyPath] = ("",)
"""Stands for a server whose targets have no alert that fires only for all of them: while one is down, the others may have the series."""


def fires_only_for_all(alert: Alert) -> bool:
    """Tell whether an alert that targets are down fires only when all of them are."""
    return alert.condition == "down" and isinstance(alert.value, Aggregate) and not alert.value.labels


class _Group(Struct, frozen=True, kw_only=True):
    server: KeyPath
    """Who serves the series; empty: every subject those that are about itself."""
    about: tuple[KeyPath, ...]
    """Whom the missing series are about; empty: anybody."""


def _groups(servers: Mapping[KeyPath, KeyPath]) -> Iterator[_Group]:
    """Yield the groups of the alerts of one name; `servers` has who serves the series, by the subject that the alert is about."""
    by_server: dict[KeyPath, list[KeyPath]] = {}
    for subject, server in servers.items():
        by_server.setdefault(() if server == subject else server, []).append(subject)
    for server, about in by_server.items():
        if server == _NOBODY:
            continue
        if len(by_server) == 1:
            yield _Group(server=server, about=())
            continue
        for kind in ("models", "components"):
            of_kind = tuple(sorted(at for at in about if at[0] == kind))
            if of_kind:
                yield _Group(server=server, about=of_kind)


def _server(context: Context, exporters: Others, alert: Alert, subject: Subject) -> Subject:
    """Return who serves the series that is missing: whose job it asks for, or else who runs its exporter; in doubt `subject`.

    For what is pushed, also by the job of another, this is the Pushgateway, which loses it when it restarts, unless it writes to a volume.
    https://github.com/prometheus/pushgateway#run-it
    """
    teller = subject if _pushes(subject) else _teller(context, exporters, alert, subject)
    gateways = exporters.running("pushgateway") if _pushes(teller) else ()
    return gateways[0] if len(gateways) == 1 else teller


def _pushes(subject: Subject) -> bool:
    return subject.spec.scrape is not None and subject.spec.scrape.pushed


def _teller(context: Context, exporters: Others, alert: Alert, subject: Subject) -> Subject:
    selector = next((node for node in walk(alert.expr) if isinstance(node, Selector)), None)
    if selector is None:
        return subject
    jobs = [matcher.value for matcher in selector.matchers if matcher.label == "job" and matcher.op == "="]
    if jobs:
        servers = tuple(each for each in context.subjects if each.job in jobs)
    else:
        definition = next((each for each in context.metrics.series().values() if each.series == selector.metric), None)
        servers = exporters.running(definition.pack) if definition is not None and is_foreign(definition, subject) else ()
    return servers[0] if len(servers) == 1 else subject


def _names(alerts: Iterable[Alert]) -> dict[KeyPath, set[str]]:
    """Return the names of `alerts` by the subject that they are about."""
    found: dict[KeyPath, set[str]] = {}
    for alert in alerts:
        found.setdefault(alert.at[:2], set()).add(alert.name)
    return found


def _rules(context: Context, group: _Group, source: Side, target: Side) -> Iterator[InhibitRule]:
    name = "target-down-own" if group.about else "target-down"
    if group.server:
        kind, server = group.server
        name = f"target-down-{server}"
        source = source._replace(more=(subject_matcher(str(kind), [str(server)]),))
    if group.about:
        target = target._replace(more=(subject_matcher(str(group.about[0][0]), [str(at[1]) for at in group.about]),))
    yield from unless_graver(context, name, source, target, PLATFORM_LABELS if group.server else SUBJECT_LABELS)
