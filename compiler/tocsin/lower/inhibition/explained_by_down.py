"""Which missing series a target that is down explains: those that it serves itself, whomever they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from tocsin.conventions import ENVIRONMENT_LABEL, MODEL_LABEL, NAMESPACE_LABEL, PLATFORM_LABEL, SUBJECT_LABEL
from tocsin.ir import Alert, InhibitRule, Matcher
from tocsin.lower.context import Context
from tocsin.lower.inhibition.by_gravity import Gravity, by_gravity, one_of
from tocsin.lower.metrics.others import Others
from tocsin.lower.metrics.selection import is_foreign
from tocsin.lower.subject import Subject
from tocsin.promql import Aggregate, Selector, walk
from tocsin.source import Route

SUBJECT: Final = (PLATFORM_LABEL, ENVIRONMENT_LABEL, NAMESPACE_LABEL, MODEL_LABEL, SUBJECT_LABEL)
"""What tells one subject's alerts from another's; labels that both sides lack count as equal."""


def explained_by_down(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules by which a target that is down silences the alerts that its series are missing: they are one fault.

    What an exporter tells of forty models is missing forty times when it is down, and there when one of them is.
    """
    alerts = tuple(alerts)
    down = _names(alert for alert in alerts if alert.at[2:] == ("scrape",))
    whole = {alert.at[:2] for alert in alerts if alert.at[2:] == ("scrape",) and of_all(alert)}
    subjects = {subject.at: subject for subject in context.subjects}
    exporters = Others(context.resolved)
    about: dict[str, dict[Route, Route]] = {}
    for alert in alerts:
        if alert.condition == "missing" and alert.at[:2] in subjects:
            server = _server(context, exporters, alert, subjects[alert.at[:2]]).at
            about.setdefault(alert.name, {})[alert.at[:2]] = server if server in whole else _NOBODY
    groups: dict[_Group, list[str]] = {}
    for name, servers in sorted(about.items()):
        for group in _groups(servers):
            groups.setdefault(group, []).append(name)
    severities: dict[str, set[str]] = {}
    for alert in alerts:
        severities.setdefault(alert.name, set()).add(alert.severity)
    for group, names in groups.items():
        sources = down.get(group.server, set()) if group.server else set().union(*(down[at] for at in whole))
        for gravity in by_gravity(context, *(set().union(*(severities[name] for name in side)) for side in (sources, names))):
            yield _rule(context, group, sources, names, subjects, gravity)


_NOBODY: Final[Route] = ("",)
"""Of a server without an alert on its targets, or whose alert tells that one of them is down, or some: the others may have the series."""


def of_all(alert: Alert) -> bool:
    """Tell whether an alert of targets that are down fires only when all are."""
    return alert.condition == "down" and isinstance(alert.value, Aggregate) and not alert.value.labels


class _Group(Struct, frozen=True, kw_only=True):
    server: Route
    """Who serves the series; nothing: each what is about itself."""
    about: tuple[Route, ...]
    """Whom the missing series are about; nothing: whomever."""


def _groups(servers: Mapping[Route, Route]) -> Iterator[_Group]:
    """Yield who serves the series of one alert, whose servers are by whom it is about."""
    by_server: dict[Route, list[Route]] = {}
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

    Of what is pushed it is the Pushgateway, which has forgotten it when it starts again, unless it writes to a volume.
    https://github.com/prometheus/pushgateway#run-it
    """
    if subject.spec.scrape is not None and subject.spec.scrape.pushed:
        gateways = exporters.running("pushgateway")
        return gateways[0] if len(gateways) == 1 else subject
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


def _names(alerts: Iterable[Alert]) -> dict[Route, set[str]]:
    found: dict[Route, set[str]] = {}
    for alert in alerts:
        found.setdefault(alert.at[:2], set()).add(alert.name)
    return found


def _rule(
    context: Context, group: _Group, sources: set[str], targets: list[str], subjects: Mapping[Route, Subject], gravity: Gravity
) -> InhibitRule:
    platform = Matcher(label=PLATFORM_LABEL, op="=", value=context.platform.name)
    source, target = [platform, one_of("alertname", sources)], [platform, one_of("alertname", targets)]
    name = "target-down-own" if group.about else "target-down"
    if group.server:
        name = f"target-down-{group.server[1]}"
        source.append(one_of(_label(group.server), {subjects[group.server].name}))
    if group.about:
        target.append(one_of(_label(group.about[0]), {subjects[at].name for at in group.about}))
    equal = (PLATFORM_LABEL, ENVIRONMENT_LABEL) if group.server else SUBJECT
    return InhibitRule(
        name=name + gravity.suffix,
        source=(*source, *gravity.source),
        target=(*target, *gravity.target),
        equal=equal,
        at=("platform", "severities"),
    )


def _label(subject: Route) -> str:
    return MODEL_LABEL if subject[0] == "models" else SUBJECT_LABEL
