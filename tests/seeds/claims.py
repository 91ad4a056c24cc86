"""What became of an item of a document: claims about the generated tree, each of which can fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import yaml

Tree = Mapping[str, str]
"""Generated files by path."""
Claim = Callable[[Tree], str]
"""Says what is wrong; nothing when the claim holds."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The item is in the generated tree: here is where."""

    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """The language has no word for it yet."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotExpressible:
    """It is nothing that a monitoring stack could show."""

    reason: str


Fate = Shown | Later | NotExpressible


def shown(*claims: Claim) -> Shown:
    """Return the fate of an item that is in the tree."""
    return Shown(claims)


def alert(path: str, name: str, expr: str, *, lasting: str, severity: str = "warning", **labels: str) -> Claim:
    """Claim an alert of this name and severity with exactly this expression, duration and at least these labels."""

    def claim(tree: Tree) -> str:
        found = [rule for rule in _rules(tree, path) if rule.get("alert") == name and rule["labels"]["severity"] == severity]
        if len(found) != 1:
            return f"{path} has {len(found)} alerts {name} of severity {severity}"
        (rule,) = found
        asked = {"expr": _bare(expr), "for": lasting, **labels}
        given = {"expr": _bare(rule["expr"]), "for": rule.get("for", ""), **{key: rule["labels"].get(key) for key in labels}}
        return "" if given == asked else f"{name} is {given}, not {asked}"

    return claim


def says(path: str, name: str, text: str) -> Claim:
    """Claim that an annotation of the alert contains `text`."""

    def claim(tree: Tree) -> str:
        texts = [note for rule in _rules(tree, path) if rule.get("alert") == name for note in rule["annotations"].values()]
        return "" if any(text in note for note in texts) else f"{name} says {texts}, not {text}"

    return claim


def recording(path: str, name: str, expr: str) -> Claim:
    """Claim a recording with exactly this expression."""

    def claim(tree: Tree) -> str:
        found = [rule["expr"] for rule in _rules(tree, path) if rule.get("record") == name]
        return "" if [_bare(each) for each in found] == [_bare(expr)] else f"{name} is {found}"

    return claim


def panel(path: str, title: str, unit: str, *exprs: str) -> Claim:
    """Claim a panel of this title and unit with exactly these queries."""

    def claim(tree: Tree) -> str:
        found = [each for each in json.loads(tree[path])["panels"] if each["title"] == title]
        if len(found) != 1:
            return f"{path} has {len(found)} panels {title}"
        (picture,) = found
        given = (picture["fieldConfig"]["defaults"].get("unit"), [_bare(target["expr"]) for target in picture["targets"]])
        return "" if given == (unit, [_bare(expr) for expr in exprs]) else f"{title} shows {given}"

    return claim


def field(path: str, *route: str | int, value: object) -> Claim:
    """Claim that the YAML or JSON file has `value` at `route`."""

    def claim(tree: Tree) -> str:
        here: Any = yaml.safe_load(tree[path])
        for key in route:
            if not (key in here if isinstance(here, dict) else isinstance(key, int) and key < len(here)):
                return f"{path} has no {key} of {route}"
            here = here[key]
        return "" if here == value else f"{path} has {here!r} at {route}, not {value!r}"

    return claim


def contains(path: str, text: str) -> Claim:
    """Claim that the file contains `text`, whatever the white space."""
    return lambda tree: "" if _bare(text) in _bare(tree[path]) else f"{path} does not contain {text}"


def lacks(pattern: str, text: str) -> Claim:
    """Claim that no file whose path matches `pattern` contains `text`; there must be such files."""

    def claim(tree: Tree) -> str:
        asked = [path for path in tree if fnmatchcase(path, pattern)]
        return " ".join(path for path in asked if text in tree[path]) if asked else f"no file matches {pattern}"

    return claim


def times(pattern: str, text: str, count: int) -> Claim:
    """Claim that `text` stands in exactly `count` of the files whose path matches `pattern`."""

    def claim(tree: Tree) -> str:
        found = [path for path in tree if fnmatchcase(path, pattern) and text in tree[path]]
        return "" if len(found) == count else f"{text} is in {found}"

    return claim


def _rules(tree: Tree, path: str) -> Iterator[dict[str, Any]]:
    for group in yaml.safe_load(tree[path])["groups"]:
        yield from group["rules"]


def _bare(text: str) -> str:
    return "".join(text.split())
