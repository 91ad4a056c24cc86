"""Prometheus rules: a plain rule file always, and the same groups as PrometheusRule objects where the operator runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from tocsin import ir, promql
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.duration import format_duration
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.emit.parts.rule_sizes import MAX_SPEC_BYTES, cut, pack
from tocsin.yaml_writer import commented, dumps, nested

PIECES: Final = "rules"


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `prometheus/<object>.rules.yaml` and, with the operator, `rules/<object>.yaml`.

    What is too large for one object becomes `<object>`, `<object>.1`, `<object>.01`, …; the rule file has no limit and stays one.
    """
    for rule_object in platform.rules:
        comment = header(rule_object.sources)
        groups = [group_entry(group) for group in rule_object.groups]
        text = dumps({"groups": groups})
        parts = {rule_object.name: text}
        # The rule file is the object's `spec`, so its size says whether there is anything to divide.
        if len(text.encode()) > MAX_SPEC_BYTES:
            groups = [group_entry(group) for group in cut(rule_object.groups, rule_entry)]
            text = dumps({"groups": groups})
            parts = {f"{rule_object.name}{suffix}": dumps({"groups": part}) for suffix, part in pack(groups).items()}
        yield Artifact(f"prometheus/{rule_object.name}.rules.yaml", commented(comment) + text)
        if platform.cluster.operator:
            for name, part in parts.items():
                head = kubernetes_object(
                    "monitoring.coreos.com/v1", "PrometheusRule", name=name, namespace=rule_object.namespace, labels=rule_object.labels
                )
                yield Artifact(f"rules/{name}.yaml", dumps(head, header=comment) + nested("spec", part))


def group_entry(group: ir.RuleGroup) -> dict[str, object]:
    """Return a group in the keys of a rule file."""
    interval = {"interval": format_duration(group.interval_ms)} if group.interval_ms else {}
    return {"name": group.name, **interval, "rules": [rule_entry(rule) for rule in group.rules]}


def rule_entry(rule: ir.Alert | ir.Recording) -> dict[str, object]:
    """Return a rule in the keys of a rule file."""
    match rule:
        case ir.Alert():
            entry: dict[str, object] = {"alert": rule.name, "expr": promql.pretty(rule.expr, width=120)}
            if rule.for_ms:
                entry["for"] = format_duration(rule.for_ms)
            # The operator's schema refuses an empty one, and Prometheus before 2.42 any.
            if rule.keep_firing_for_ms:
                entry["keep_firing_for"] = format_duration(rule.keep_firing_for_ms)
            if rule.labels:
                entry["labels"] = dict(sorted(rule.labels.items()))
            if rule.annotations:
                entry["annotations"] = dict(sorted(rule.annotations.items()))
        case ir.Recording():
            entry = {"record": rule.record, "expr": promql.pretty(rule.expr, width=120)}
            if rule.labels:
                entry["labels"] = dict(sorted(rule.labels.items()))
        case _:
            assert_never(rule)
    return entry
