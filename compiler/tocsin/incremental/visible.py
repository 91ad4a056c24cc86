"""What others can see of a model or component: its alerts by name and labels, and never a limit, a window or a text."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.ir import Alert, Dashboard, Platform, Recording, RuleObject
from tocsin.promql import Expr, Number, Range, Subquery, transform


def visible(platform: Platform) -> Platform:
    """Return the platform without what is only written into the files of one of its models or components.

    Two platforms that are equal then make the same of all others, and of everything that all of them share: routes, inhibitions and
    the checks of these read labels, of which an expression has those that its selectors and its aggregations give it.
    """
    return replace(platform, rules=tuple(map(_rules, platform.rules)), dashboards=tuple(map(_dashboard, platform.dashboards)))


def _rules(rules: RuleObject) -> RuleObject:
    return replace(rules, groups=tuple(replace(group, rules=tuple(map(_rule, group.rules))) for group in rules.groups))


def _rule(rule: Alert | Recording) -> Alert | Recording:
    if isinstance(rule, Recording):
        return replace(rule, expr=_shape(rule.expr))
    return replace(
        rule,
        expr=_shape(rule.expr),
        value=_shape(rule.value),
        limits=(),
        for_ms=0,
        keep_firing_for_ms=0,
        annotations=dict.fromkeys(rule.annotations, ""),
        condition="missing" if rule.condition == "missing" else "",
        goal=None,
        guide=None,
        proof=None,
        script=None,
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
    # Those that the platform names show what they are told to show of everybody.
    return dashboard if dashboard.at[0] == "dashboards" else replace(dashboard, rows=())
