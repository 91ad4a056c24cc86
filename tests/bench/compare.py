"""What W(N) has become, read back from the files and reduced to what it means, so that two compilers can be compared.

Compared are the rules (expression as a tree, waiting time, severity), the HPAs' and ServiceMonitors' whole specs, the panels' titles,
shapes and queries, and who is told what. Texts, labels of bookkeeping and the looks of panels are each compiler's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from tocsin import promql

KINDS: Final = ("rules", "autoscalers", "monitors", "dashboards", "alertmanager")

Facts = Mapping[str, Any]


def meaning(folder: Path, kinds: tuple[str, ...] = KINDS) -> dict[str, object]:
    """Return what the files below `folder` mean, by `<kind>/<name of the object>`."""
    found: dict[str, object] = {}
    for kind in kinds:
        reduce = _REDUCED[kind]
        for value in _objects(folder, kind):
            name, reduced = reduce(value)
            if found.setdefault(f"{kind}/{name}", reduced) is not reduced:
                raise ValueError(f"{folder}: {kind}/{name} is there twice")
    return found


def differences(ours: Mapping[str, object], theirs: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of what only one of them has, or what they do not agree on, sorted."""
    return tuple(sorted(name for name in {*ours, *theirs} if name not in ours or name not in theirs or ours[name] != theirs[name]))


def _objects(folder: Path, kind: str) -> Iterator[Facts]:
    if kind == "alertmanager":
        yield _yaml(next(iter(sorted(folder.rglob("alertmanager.yaml")))))
    elif kind == "dashboards":
        for path in sorted(folder.rglob("dashboards/*.json")):
            # Of the platform only tocsin has one.
            if not path.name.endswith("-overview.json"):
                yield json.loads(path.read_bytes())
    else:
        for path in sorted(folder.rglob(f"{kind}/*.yaml")):
            value = _yaml(path)
            if value.get("kind") == _OBJECTS[kind]:
                yield value


_OBJECTS: Final = {"rules": "PrometheusRule", "autoscalers": "HorizontalPodAutoscaler", "monitors": "ServiceMonitor"}


def _yaml(path: Path) -> Facts:
    with path.open("rb") as file:
        value: Facts = yaml.load(file, Loader=yaml.CSafeLoader)
    return value


def _rules(value: Facts) -> tuple[str, object]:
    rules = [rule for group in value["spec"]["groups"] for rule in group["rules"]]
    reduced = sorted((_name(rule), rule.get("for", ""), rule.get("labels", {}).get("severity", ""), _tree(rule["expr"])) for rule in rules)
    return value["metadata"]["name"], reduced


def _name(rule: Facts) -> str:
    return f"alert {rule['alert']}" if "alert" in rule else f"record {rule['record']}"


def _tree(expr: str) -> tuple[str, ...]:
    """Return whose an expression is, and the expression in one spelling: a thousand models ask the same of different names."""
    return (*sorted(_NAME.findall(expr)), _spelled(_NAME.sub("model", expr)))


_NAME: Final = re.compile(r"model.[0-9]{6}|ml-serving-[0-9]+")


@cache
def _spelled(expr: str) -> str:
    # A zoom of Grafana is no duration that can be parsed.
    parsed = promql.parse(expr.replace("$__rate_interval", "5m"))
    if isinstance(parsed, promql.ParseFailure):
        raise ValueError(f"{expr}: {parsed}")  # noqa: TRY004  # nobody has passed another type
    return promql.to_text(parsed)


def _spec(value: Facts) -> tuple[str, object]:
    return value["metadata"]["name"], (value["metadata"]["namespace"], value["spec"])


def _dashboard(value: Facts) -> tuple[str, object]:
    panels = [panel for panel in value["panels"] if panel["type"] != "row"]
    return value["uid"], [(panel["title"], panel["type"], [_tree(target["expr"]) for target in panel["targets"]]) for panel in panels]


def _alertmanager(value: Facts) -> tuple[str, object]:
    receivers = {
        receiver["name"]: sorted((kind, entry.get("channel")) for kind, entries in receiver.items() if kind != "name" for entry in entries)
        for receiver in value["receivers"]
    }
    return "configuration", (value["route"], receivers, value["inhibit_rules"])


_REDUCED: Final[Mapping[str, Callable[[Facts], tuple[str, object]]]] = {
    "rules": _rules,
    "autoscalers": _spec,
    "monitors": _spec,
    "dashboards": _dashboard,
    "alertmanager": _alertmanager,
}
