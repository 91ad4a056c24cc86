"""What prometheus-operator asks of a PrometheusRule beyond its schema, and Google's managed service of ClusterRules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from tocsin import source
from tocsin.verify.complaint import Fault

LARGEST_SPEC: Final = 524_288
"""Bytes of the rendered spec (MaxConfigMapDataSize): prometheus-operator/pkg/operator/rules.go."""

_KINDS: Final = frozenset({"PrometheusRule", "ClusterRules"})
_ALERTS_ONLY: Final = ("for", "keep_firing_for", "annotations")


def faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a PrometheusRule, or of ClusterRules."""
    if manifest["kind"] not in _KINDS:
        return
    names: set[str] = set()
    for index, group in enumerate(manifest["spec"].get("groups", ())):
        path = ("spec", "groups", index)
        if group["name"] in names:
            said = f"the group `{group['name']}` is there twice: the API server merges by name and refuses"
            yield Fault(path=path, message=said, help="give each group a name of its own")
        names.add(group["name"])
        for number, rule in enumerate(group.get("rules", ())):
            yield from _rule(rule, (*path, "rules", number))
    size = _size(manifest["spec"]) if manifest["kind"] == "PrometheusRule" else 0
    if size > LARGEST_SPEC:
        said = f"the spec has {size} bytes, the operator takes {LARGEST_SPEC}"
        yield Fault(path=("spec",), message=said, help="split the rules over several models or components")


def _rule(rule: Mapping[str, Any], path: source.KeyPath) -> Iterator[Fault]:
    if bool(rule.get("record")) == bool(rule.get("alert")):
        yield Fault(path=path, message="a rule has either `record` or `alert`", help="give it one of them")
    elif "record" in rule:
        for field in _ALERTS_ONLY:
            if field in rule:
                yield Fault(path=(*path, field), message=f"a recording has no `{field}`", help="remove it")
    if rule.get("expr") in {None, ""}:
        yield Fault(path=(*path, "expr"), message="the rule has no expression", help="give it one")


def _size(spec: Mapping[str, Any]) -> int:
    """Return the bytes that the operator counts: the spec as YAML. JSON tells cheaply that a spec is far from the limit."""
    approximate = len(json.dumps(spec))
    if 2 * approximate < LARGEST_SPEC:
        return approximate
    return len(yaml.dump(dict(spec), Dumper=yaml.CSafeDumper, allow_unicode=True, width=2**31 - 1).encode())
