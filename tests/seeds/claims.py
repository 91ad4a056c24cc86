"""What became of each item of a document: claims about the generated tree, each of which can fail.

A table is a YAML file: `files` gives short names to paths, `items` maps an item's number in the inventory to a list of
claims, to `{later: why}` while the language has no word for it, or to `{never: why}` when no monitoring stack could show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from tocsin import promql

Tree = Mapping[str, str]
"""Generated files by path."""
Entry = Mapping[str, Any]

# The parser knows no variables of Grafana: a window that nobody uses stands for it.
_ZOOM: Final = "7h7m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The items of one document."""

    files: Mapping[str, str]
    items: Mapping[int, list[Entry] | Entry]

    def claims(self) -> list[tuple[int, Entry]]:
        """Return every claim with its item's number."""
        return [(number, claim) for number, item in self.items.items() if isinstance(item, list) for claim in item]

    def unclaimed(self) -> dict[int, str]:
        """Return why an item has no claims, for each that has none."""
        return {number: str(item.get("later") or item.get("never") or "") for number, item in self.items.items() if isinstance(item, dict)}

    def fault(self, tree: Tree, claim: Entry) -> str:
        """Return what is wrong with the claim; nothing when it holds."""
        kinds = [kind for kind in _KINDS if kind in claim]
        if len(kinds) != 1:
            return f"a claim makes one statement: {claim}"
        name = str(claim.get("in", ""))
        path = self.files.get(name, name)
        if "*" not in path and path not in tree:
            return f"there is no file {path}"
        return _KINDS[kinds[0]](tree, path, claim)


def table(name: str) -> Table:
    """Return the table `name`.yaml beside this file."""
    read = yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))
    return Table(files=read["files"], items=read["items"])


def _alert(tree: Tree, path: str, claim: Entry) -> str:
    """`{alert: name, expr, for, severity: warning, <label>: value}`: one alert, with exactly this expression."""
    severity = claim.get("severity", "warning")
    found = [rule for rule in _rules(tree, path) if rule.get("alert") == claim["alert"] and rule["labels"]["severity"] == severity]
    if len(found) != 1:
        return f"{path} has {len(found)} alerts {claim['alert']} of severity {severity}"
    (rule,) = found
    given = {
        **rule["labels"],
        "expr": _canonical(rule["expr"]),
        "for": rule.get("for", "0s"),
        "says": " ".join(rule["annotations"].values()),
    }
    asked = {key: value for key, value in claim.items() if key not in {"alert", "in", "severity"}}
    if "expr" in asked:
        asked["expr"] = _canonical(asked["expr"])
    wrong = [key for key, value in asked.items() if (value not in given[key] if key == "says" else value != given.get(key))]
    return "; ".join(f"{key} is {given.get(key)}, not {asked[key]}" for key in wrong)


def _recording(tree: Tree, path: str, claim: Entry) -> str:
    """`{record: name, expr, <label>: value}`: one recording, with exactly this expression."""
    labels = {key: value for key, value in claim.items() if key not in {"in", "record", "expr"}}
    named = (rule for rule in _rules(tree, path) if rule.get("record") == claim["record"])
    found = [_canonical(rule["expr"]) for rule in named if labels.items() <= rule.get("labels", {}).items()]
    return "" if found == [_canonical(claim["expr"])] else f"{claim['record']} is {found}"


def _panel(tree: Tree, path: str, claim: Entry) -> str:
    """`{panel: title, unit, expr: one or several, as: timeseries}`: one panel, with exactly these queries."""
    found = [each for each in _data(tree[path])["panels"] if each["title"] == claim["panel"]]
    if len(found) != 1:
        return f"{path} has {len(found)} panels {claim['panel']}"
    (picture,) = found
    asked = [claim["expr"]] if isinstance(claim["expr"], str) else claim["expr"]
    shown = {
        "unit": picture["fieldConfig"]["defaults"].get("unit"),
        "expr": [_canonical(target["expr"]) for target in picture["targets"]],
        "as": picture["type"],
    }
    wanted = {"unit": claim["unit"], "expr": [_canonical(expr) for expr in asked], "as": claim.get("as", "timeseries")}
    return "; ".join(f"{key} is {shown[key]}, not {value}" for key, value in wanted.items() if shown[key] != value)


def _value(tree: Tree, path: str, claim: Entry) -> str:
    """`{at: [keys], is: value}`: a value of a YAML or JSON file."""
    here: Any = _data(tree[path])
    for key in claim["at"]:
        if not (key in here if isinstance(here, dict) else isinstance(key, int) and key < len(here)):
            return f"{path} has no {key} of {claim['at']}"
        here = here[key]
    return "" if here == claim["is"] else f"{path} has {here!r} at {claim['at']}, not {claim['is']!r}"


def _contains(tree: Tree, path: str, claim: Entry) -> str:
    """`{contains: text}`, whatever the white space."""
    return "" if _bare(claim["contains"]) in _bare(tree[path]) else f"{path} does not contain {claim['contains']}"


def _lacks(tree: Tree, path: str, claim: Entry) -> str:
    """`{lacks: text}`: none of the files that match."""
    asked = [each for each in tree if fnmatchcase(each, path)]
    return ", ".join(each for each in asked if claim["lacks"] in tree[each]) if asked else f"no file matches {path}"


def _once(tree: Tree, path: str, claim: Entry) -> str:
    """`{once: text}`: exactly one of the files that match."""
    found = [each for each in tree if fnmatchcase(each, path) and claim["once"] in tree[each]]
    return "" if len(found) == 1 else f"{claim['once']} is in {found}"


_KINDS: Final[Mapping[str, Callable[[Tree, str, Entry], str]]] = {
    "alert": _alert,
    "record": _recording,
    "panel": _panel,
    "at": _value,
    "contains": _contains,
    "lacks": _lacks,
    "once": _once,
}


def _rules(tree: Tree, path: str) -> Iterator[dict[str, Any]]:
    for group in _data(tree[path])["groups"]:
        yield from group["rules"]


@cache  # hundreds of claims are about a few files
def _data(text: str) -> Any:  # noqa: ANN401  # any YAML
    return yaml.load(text, Loader=yaml.CSafeLoader)


@cache
def _bare(text: str) -> str:
    return "".join(text.split())


@cache
def _canonical(expr: str) -> str:
    """Return the expression as one text, whatever its layout and its superfluous parentheses."""
    parsed = promql.parse(expr.replace("$__rate_interval", _ZOOM))
    return expr if isinstance(parsed, promql.ParseFailure) else promql.to_text(parsed)
