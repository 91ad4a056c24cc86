"""Read back what was written: routing trees from configurations, alerts from rule files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import yaml
from msgspec import Struct

from tocsin import ir, promql
from tocsin.duration import parse_duration


class WrittenAlert(Struct, frozen=True, kw_only=True):
    """An alert as it stands in a rule file."""

    name: str
    expr: promql.Expr
    labels: Mapping[str, str]


def document(text: str) -> Mapping[str, Any]:
    """Return a YAML text as data; an empty mapping when it is none or holds something else."""
    try:
        read = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return {}
    return read if isinstance(read, dict) else {}


def alerts_in(text: str) -> tuple[WrittenAlert | None, ...]:
    """Return the alerts of a rule file in order; None for one whose expression cannot be read."""
    return tuple(_alerts(document(text)))


def _alerts(rule_file: Mapping[str, Any]) -> Iterator[WrittenAlert | None]:
    for group in _mappings(rule_file.get("groups")):
        for rule in _mappings(group.get("rules")):
            if "alert" in rule:
                expr = promql.parse(str(rule.get("expr")))
                labels = {str(label): str(value) for label, value in (rule.get("labels") or {}).items()}
                if isinstance(expr, promql.ParseFailure):
                    yield None
                else:
                    yield WrittenAlert(name=str(rule["alert"]), expr=expr, labels=labels)


def tree(configuration: Mapping[str, Any]) -> ir.Route | None:
    """Return the routing tree of a configuration file; None when it has none. Routes are named by what they ask for."""
    root = configuration.get("route")
    return _route(root) if isinstance(root, dict) else None


def inhibitions(configuration: Mapping[str, Any]) -> tuple[ir.InhibitRule, ...]:
    """Return the inhibition rules of a configuration file."""
    return tuple(
        ir.InhibitRule(
            name=str(rule.get("name", "")),
            source=_matchers(rule.get("source_matchers")),
            target=_matchers(rule.get("target_matchers")),
            equal=tuple(str(label) for label in rule.get("equal") or ()),
            at=(),
        )
        for rule in _mappings(configuration.get("inhibit_rules"))
    )


def mentioned(configuration: Mapping[str, Any], labels: Iterable[str]) -> frozenset[str]:
    """Return those of `labels` that a matcher of the tree may be about: the names that occur anywhere in what its routes ask."""
    asked = "\n".join(_asked(configuration.get("route")))
    return frozenset([label for label in labels if label in asked])


_NOT_ASKED: Final = frozenset({"receiver", "group_by", "group_wait", "group_interval", "repeat_interval", "continue", "routes"})


def _asked(route: object) -> Iterator[str]:
    if isinstance(route, dict):
        yield from (str(value) for key, value in route.items() if key not in _NOT_ASKED)
        for branch in route.get("routes") or ():
            yield from _asked(branch)


def _route(route: Mapping[str, Any]) -> ir.Route:
    return ir.Route(
        name=", ".join(map(str, route.get("matchers") or ())) or "root",
        matchers=_matchers(route.get("matchers")),
        receiver=route.get("receiver"),
        group_by=tuple(str(label) for label in route["group_by"]) if route.get("group_by") else None,
        group_wait_ms=_milliseconds(route.get("group_wait")),
        group_interval_ms=_milliseconds(route.get("group_interval")),
        repeat_interval_ms=_milliseconds(route.get("repeat_interval")),
        continues=route.get("continue") is True,
        mute=tuple(route.get("mute_time_intervals") or ()),
        active=tuple(route.get("active_time_intervals") or ()),
        routes=tuple(_route(branch) for branch in _mappings(route.get("routes"))),
        at=(),
    )


_MATCHER: Final = re.compile(r'\s*([a-zA-Z_:][\w:]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


def _matchers(texts: Iterable[object] | None) -> tuple[ir.Matcher, ...]:
    return tuple(matcher for text in texts or () if (matcher := _matcher(str(text))) is not None)


def _matcher(text: str) -> ir.Matcher | None:
    """Return a matcher; None for one in a form that our emitters do not write: amtool alone reads that."""
    found = _MATCHER.fullmatch(text)
    if found is None:
        return None
    value = _ESCAPE.sub(lambda escape: "\n" if escape[1] == "n" else escape[1], found[3])
    match found[2]:
        case "=" | "!=" | "=~" | "!~" as op:
            return ir.Matcher(label=found[1], op=op, value=value)
    return None


def _milliseconds(duration: object) -> int | None:
    return None if duration is None else parse_duration(str(duration))


def _mappings(items: object) -> Iterator[Mapping[str, Any]]:
    yield from (item for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
