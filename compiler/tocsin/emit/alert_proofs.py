"""Proofs of alerts: promtool's tests that each fires when it must and only then, with the labels and texts that it must have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin import ir
from tocsin.conventions import header
from tocsin.duration import format_duration
from tocsin.emit.proving.rule_test import rule_test
from tocsin.emit.proving.story import Story, story
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[ir.Artifact]:
    """Yield `proofs/<object>-<step>.test.yaml`: one file for each step of time, for a file has one."""
    for rule_object in platform.rules:
        by_step: dict[int, list[Story]] = {}
        for each in stories(rule_object):
            by_step.setdefault(each.step_ms, []).append(each)
        for step_ms, told in sorted(by_step.items()):
            step = format_duration(step_ms)
            tests = [rule_test(f"{rule_object.name} {index}", together) for index, together in enumerate(_together(told), 1)]
            content = {"rule_files": [f"../prometheus/{rule_object.name}.rules.yaml"], "evaluation_interval": step, "tests": tests}
            yield ir.Artifact(f"proofs/{rule_object.name}-{step}.test.yaml", dumps(content, header=header(rule_object.sources)))


def stories(rule_object: ir.RuleObject) -> Iterator[Story]:
    """Yield the stories that prove the alerts of `rule_object`; alerts of one name and one value share one."""
    shared: dict[tuple[str, object], list[ir.Alert]] = {}
    for group in rule_object.groups:
        for rule in group.rules:
            if isinstance(rule, ir.Alert) and rule.proof is not None:
                shared.setdefault((rule.name, rule.proof.drive), []).append(rule)
    for alerts in shared.values():
        told = story(alerts)
        if told is not None:
            yield told


def _together(told: Sequence[Story]) -> list[list[Story]]:
    """Return the stories in as few groups as their metrics and names allow, the longest first: a group is as long as its longest."""
    groups: list[list[Story]] = []
    for each in sorted(told, key=lambda one: (-one.steps, one.name)):
        for group in groups:
            if all(not (each.families & other.families) and each.name != other.name for other in group):
                group.append(each)
                break
        else:
            groups.append([each])
    return groups
