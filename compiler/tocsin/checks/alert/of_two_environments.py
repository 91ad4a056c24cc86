"""Two environments in one cluster that alert on the very same series: whoever is called is called twice for one thing.

What is watched in the whole cluster, its GPUs or nodes, has no label by which each environment could have its own. Nor has an expression
that names neither the namespace nor the environment: there production alerts on what staging does. Where no cluster is named, the
environments of a platform share one.

Bad (-), good (+):
    use: [dcgm-exporter]
    models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}
    components:
      gpus:  # error
        thresholds:
          DCGM_FI_DEV_GPU_TEMP: {above: 85, by: [node, gpu], for: 5m}
    environments:
      production: {}
  -   staging: {namespace: staging}
  +   staging: {namespace: staging, patch: {components: {gpus: null}}}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.ir import Alert, Recording
from tocsin.promql import Selector, selectors
from tocsin.source import Route

_Read = frozenset[Selector]
_Alerting = Mapping[Route, Mapping[Route, tuple[str, _Read]]]
"""By each model and component the places of its alerts, with their name and the series that they read."""
OF_EACH_PLATFORM: Final = True
_SECTIONS: Final = ("models", "components")


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every model and component of which an environment reads the series that an earlier one in its cluster alerts on too."""
    platforms: dict[str, list[Checked]] = defaultdict(list)
    for checked in estate:
        platforms[checked.named_at].append(checked)
    for environments in platforms.values():
        told: set[Route] = set()
        alerting = [(each, _alerting(each)) for each in environments] if len(environments) > 1 else []
        for (first, earlier), (second, later) in combinations(alerting, 2):
            if _one_prometheus(first, second):
                yield from _twice(first, second, earlier, later, told)


def _one_prometheus(first: Checked, second: Checked) -> bool:
    """Tell whether one Prometheus evaluates the rules of both, and has those of both."""
    theirs, others = (each.resolved.spec.platform.cluster.prometheus for each in (first, second))
    alike = (theirs.namespace, theirs.release, theirs.rule_labels) == (others.namespace, others.release, others.rule_labels)
    # Of environments in one namespace everything meets, which object/duplicate tells.
    apart = first.platform.namespace != second.platform.namespace or not first.platform.cluster.operator
    return alike and apart and not set(first.clusters).isdisjoint(second.clusters)


def _twice(first: Checked, second: Checked, earlier: _Alerting, later: _Alerting, told: set[Route]) -> Iterator[Finding]:
    one, other = first.platform.environment, second.platform.environment
    for at, alerts in later.items():
        also = earlier.get(at, {})
        alike = [name for place, (name, read) in alerts.items() if place in also and read == also[place][1]]
        if alike and at not in told:
            told.add(at)
            who = f"`{alike[0]}` and {len(alike) - 1} more of `{at[1]}` read" if len(alike) > 1 else f"`{alike[0]}` of `{at[1]}` reads"
            yield Finding(
                message=f"{who} the same series in `{one}` and in `{other}`, and both alert",
                help=f"watch it in one of them: `{at[0]}: {{{at[1]}: null}}` in the patch of the other; or name the clusters when they are"
                f" two: `platform: {{cluster: {{name: {other}}}}}`{_of_its_own(first, second, at)}{_told_apart(second, at)}",
                where=second,
                at=at,
                part="key",
            )


def _of_its_own(first: Checked, second: Checked, at: Route) -> str:
    """Return how what an exporter tells of the whole cluster is asked of each environment's own namespace; empty where it cannot be."""
    here, there = (each.resolved.spec.platform.namespace for each in (first, second))
    told = next((subject for place, subject in second.subjects if place == at), None)
    if here == there or told is None or at[0] != "components" or told.runtime is None or told.namespace is not None:
        return ""
    return f"; or watch the own namespace of each: `namespace: {here}`, and `{{{at[0]}: {{{at[1]}: {{namespace: {there}}}}}}}` in the patch"


def _told_apart(checked: Checked, at: Route) -> str:
    """Return how a model's series are told apart: a plain Prometheus knows no namespace, and what is pushed may come without one."""
    if at[0] != "models":
        return ""
    if not checked.platform.cluster.operator:
        return "; or ask each for its own: `scrape: {namespace: …}` where its job finds pods, or another `job:`, in the patch"
    return "; or let the patch say whose series they are: `where:` of the metric, or `<< namespace >>` in its expression"


def _alerting(checked: Checked) -> _Alerting:
    made: dict[tuple[Route, str], list[Selector]] = defaultdict(list)
    alerts: list[Alert] = []
    for rule in checked.rules:
        if isinstance(rule, Recording):
            made[rule.at[:2], rule.record] += selectors(rule.expr)
        elif rule.at[0] in _SECTIONS:
            alerts.append(rule)
    found: dict[Route, dict[Route, tuple[str, _Read]]] = defaultdict(dict)
    for alert in alerts:
        read = _read(alert, made)
        if read:
            found[alert.at[:2]].setdefault(alert.at, (alert.name, read))
    return found


def _read(alert: Alert, made: Mapping[tuple[Route, str], Sequence[Selector]]) -> _Read:
    """Return the series that an alert asks for, and in the place of recordings those that they are made of."""
    found: set[Selector] = set()
    pending, seen = list(selectors(alert.expr)), set[str]()
    while pending:
        each = pending.pop()
        parts = made.get((alert.at[:2], each.metric or ""))
        if parts is None:
            found.add(each)
        elif each.metric is not None and each.metric not in seen:
            seen.add(each.metric)
            pending += parts
    return frozenset(found)
