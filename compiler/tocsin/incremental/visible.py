"""What the rest of the estate can see of a model or component: names and labels of its alerts, but hardly ever a limit or a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from tocsin.finding import Checked
from tocsin.incremental.last_build import SECTIONS
from tocsin.ir import Alert, Autoscaler, Dashboard, Platform, PromQuery, Recording, RuleObject
from tocsin.promql import Expr, Number, Range, Subquery, metrics, transform


def visible(checked: Checked) -> Platform:
    """Return a platform without what is only written into the files of one of its models or components.

    Two platforms that are equal then make the same of all others, and of everything that all of them share: routes, inhibitions and
    the checks of these read labels, of which an expression has those that its selectors and its aggregations give it. What does read
    numbers of several models stays: named dashboards and whose limits they draw, a quota, the platform's own rules.
    """
    platform, quota = checked.platform, checked.resolved.spec.platform.quota
    shared = quota.gpus is not None or quota.pods is not None
    drawn = frozenset(_drawn(checked))
    return replace(
        platform,
        rules=tuple(_rules(rules, drawn) if rules.at[0] in SECTIONS else _untold(rules) for rules in platform.rules),
        # What one of them takes of a quota, the others lack.
        autoscalers=platform.autoscalers if shared else tuple(map(_autoscaler, platform.autoscalers)),
        dashboards=tuple(map(_dashboard, platform.dashboards)),
    )


def _drawn(checked: Checked) -> Iterator[str]:
    """Yield the series of pictures that are about nobody in particular: whoever has a limit that they draw is meant by it."""
    named = checked.resolved.spec.dashboards
    for dashboard in checked.platform.dashboards:
        for panel in dashboard.panels:
            match panel.at:
                case ("dashboards", str(name), "rows", str(row), int(index), str(key)):
                    if getattr(named[name].rows[row][index][key], "model", None) is None:
                        yield from (series for query in panel.queries if isinstance(query, PromQuery) for series in metrics(query.expr))
                case _:
                    pass


def _rules(rules: RuleObject, drawn: frozenset[str]) -> RuleObject:
    groups = (replace(group, rules=tuple(_rule(rule, drawn) for rule in group.rules)) for group in rules.groups)
    return replace(rules, groups=tuple(groups))


def _untold(rules: RuleObject) -> RuleObject:
    """Return rules of the whole platform without how their proofs are told: the file of these says whether that differs."""
    groups = (
        replace(group, rules=tuple(replace(rule, script=None) if isinstance(rule, Alert) else rule for rule in group.rules))
        for group in rules.groups
    )
    return replace(rules, groups=tuple(groups))


def _rule(rule: Alert | Recording, drawn: frozenset[str]) -> Alert | Recording:
    if isinstance(rule, Recording):
        return replace(rule, expr=_shape(rule.expr), proof=None)
    return replace(
        rule,
        expr=_shape(rule.expr),
        value=rule.value if rule.at[2:3] == _SURVEYED else _shape(rule.value),
        limits=rule.limits if drawn and not drawn.isdisjoint(metrics(rule.value)) else (),
        for_ms=rule.for_ms if rule.condition in _ORDERED else 0,
        keep_firing_for_ms=0,
        annotations=dict.fromkeys(rule.annotations, ""),
        condition=rule.condition if rule.condition in _EXPLAINED else "",
        besides="",
        goal=None,
        guide=None,
        proof=None,
        script=None,
        band=None,
    )


_SURVEYED: Final = ("thresholds",)
"""Alerts whose values the overview of a platform may read, which one model alone has not; a recording is called as it is read."""
_ORDERED: Final = frozenset({"failing", "down"})
"""Conditions of alerts of which the one that comes first silences the other."""
_EXPLAINED: Final = _ORDERED | {"missing"}
"""Conditions of alerts one of which silences the other."""


def _autoscaler(autoscaler: Autoscaler) -> Autoscaler:
    return replace(
        autoscaler,
        minimum=0,
        maximum=0,
        resources=tuple(replace(each, percent=0) for each in autoscaler.resources),
        metrics=tuple(replace(each, query=_shape(each.query), value="", number=0, activation=0) for each in autoscaler.metrics),
        hours=(),
        up=None,
        down=None,
        polling_seconds=0,
        cooldown_seconds=0,
        fallback=None,
    )


def _shape(expr: Expr) -> Expr:
    """Return an expression without its numbers and windows."""
    return transform(expr, _bare)


def _bare(expr: Expr) -> Expr:
    match expr:
        case Number():
            return Number(0.0)
        case Range(selector, _):
            return Range(selector, 0)
        case Subquery(inner):
            return Subquery(inner, 0)
        case _:
            return expr


def _dashboard(dashboard: Dashboard) -> Dashboard:
    # Those of the platform, its overview and what it names, show what they are told to show of everybody.
    return dashboard if dashboard.at[0] not in SECTIONS else replace(dashboard, rows=())
