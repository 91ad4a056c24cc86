"""What the chart's own Alertmanager configuration does for the alerts of kube-prometheus-stack, where ours takes its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from tocsin.conventions import NAMESPACE_LABEL, PLATFORM_LABEL, SEVERITY_LABEL
from tocsin.ir import InhibitRule, Matcher, Receiver, Route, Routing
from tocsin.lower.context import Context
from tocsin.promql import any_of
from tocsin.regex.patterns import satisfies

_ALERT: Final = "alertname"
_INHIBITOR: Final = "InfoInhibitor"
_SIGNALS: Final = (_INHIBITOR, "Watchdog")
_SEVERITY: Final = "none"
_NOBODY: Final = "nobody"


def as_the_chart_does(context: Context, routing: Routing) -> Routing:
    """Return the configuration with what the chart's has for alerts of the stack, which would otherwise be lost with it.

    `Watchdog` always fires, to show that alerts come, and `InfoInhibitor` wherever nothing graver than `info` does: who is told of what
    no route takes would be told of both at every `repeat_interval`. A graver alert of the stack silences a lesser one of its name and
    namespace, and `InfoInhibitor` those of severity `info`. Ours, which have a platform, are inhibited by their own rules alone.
    https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml (`alertmanager.config`)
    https://runbooks.prometheus-operator.dev/runbooks/general/infoinhibitor/
    """
    cluster = context.cluster
    if not cluster.prometheus.stack.startswith("kube-prometheus") or cluster.alertmanager.delivery == "alertmanagerconfig":
        return routing
    return replace(_without_signals(routing), inhibit=(*routing.inhibit, *_inhibited(routing)))


def _without_signals(routing: Routing) -> Routing:
    """Return the configuration with a first route that discards the signals for which no route of the author's asks."""
    # One that the author routes nothing to stays without a route, which is told.
    named = {routing.root.receiver, *(route.receiver for route in _branches(routing.root))}
    silent = routing.discarding & named
    unasked = [name for name in _SIGNALS if not any(_asks(route, name) for route in _branches(routing.root))]
    if not unasked or routing.root.receiver in silent:
        return routing
    taken = {receiver.name for receiver in routing.receivers} | named
    receiver = min(silent, default=None) or next(name for name in (_NOBODY, f"{_NOBODY}-at-all") if name not in taken)
    mine = Receiver(name=receiver, configs={}, custom_resource={}, labels={}, at=routing.at)
    route = Route(
        name="stack", matchers=(_one_of(_ALERT, *unasked),), receiver=receiver, group_by=None, group_wait_ms=None,
        group_interval_ms=None, repeat_interval_ms=None, continues=False, mute=(), active=(), routes=(), at=routing.at,
    )  # fmt: skip
    root = replace(routing.root, routes=(route, *routing.root.routes))
    return replace(routing, root=root, receivers=routing.receivers if receiver in silent else (*routing.receivers, mine))


def _inhibited(routing: Routing) -> Iterator[InhibitRule]:
    """Yield the chart's own inhibition, for what is not ours."""
    not_ours = Matcher(label=PLATFORM_LABEL, op="=", value="")
    for graver, lesser in (("critical", ("info", "warning")), ("warning", ("info",))):
        source, target = (not_ours, _one_of(SEVERITY_LABEL, graver)), (not_ours, _one_of(SEVERITY_LABEL, *lesser))
        yield InhibitRule(name=f"stack-{graver}", source=source, target=target, equal=(_ALERT, NAMESPACE_LABEL), at=routing.at)
    alone = (not_ours, _one_of(SEVERITY_LABEL, "info"))
    yield InhibitRule(name="stack-info", source=(_one_of(_ALERT, _INHIBITOR),), target=alone, equal=(NAMESPACE_LABEL,), at=routing.at)


def _one_of(label: str, *values: str) -> Matcher:
    one = any_of(label, values)
    return Matcher(label=label, op=one.op, value=one.value)


def _branches(route: Route) -> Iterator[Route]:
    for branch in route.routes:
        yield branch
        yield from _branches(branch)


def _asks(route: Route, signal: str) -> bool:
    """Tell whether a route asks for the signal by its name or its severity."""
    known = {_ALERT: signal, SEVERITY_LABEL: _SEVERITY}
    asked = [matcher for matcher in route.matchers if matcher.label in known]
    named = [matcher for matcher in asked if matcher.op in {"=", "=~"}]
    return bool(named) and all(satisfies(matcher.op, matcher.value, known[matcher.label]) for matcher in asked)
