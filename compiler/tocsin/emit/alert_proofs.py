"""Proofs of alerts: promtool's tests that each fires when it must and only then, with the labels and texts that it must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.division.rule_groups import evaluation_order
from tocsin.drives.world import family_of
from tocsin.duration import format_duration
from tocsin.emit.proving.namesakes import among_namesakes
from tocsin.emit.proving.nothing import among_others, nothing, quickest
from tocsin.emit.proving.reasons import reasons
from tocsin.emit.proving.rule_test import rule_test
from tocsin.emit.proving.rungs import in_one_world
from tocsin.emit.proving.script import scripted
from tocsin.emit.proving.states import recorded_states
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.telling import stories_of
from tocsin.promql import metrics
from tocsin.yaml_writer import dumps

PIECES: Final = "rules"


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `proofs/<object>-<time between two evaluations>.test.yaml`: a file has one such time."""
    for rule_object in platform.rules if platform.proofs else ():
        order, made = evaluation_order(rule_object.groups), _made_of(rule_object)
        by_time: dict[int, list[Story]] = {}
        for each in among_namesakes(stories(rule_object), rule_object.alerts):
            its = _of_its_cluster(each, platform.cluster.series_labels)
            by_time.setdefault(its.every_ms or its.step_ms, []).append(its)
        for every_ms, found in sorted(by_time.items()):
            every = format_duration(every_ms)
            named = [(f"{rule_object.name} {index}", together) for index, together in enumerate(together(found, made), 1)]
            if every_ms == quickest(rule_object, by_time):
                named.append((f"{rule_object.name} without any series", list(nothing(rule_object, every_ms=every_ms))))
            tests = [rule_test(name, together) for name, together in named]
            comment = "\n".join([header(rule_object.sources), *(line for name, together in named for line in reasons(name, together))])
            content = {
                "rule_files": [f"../prometheus/{rule_object.name}.rules.yaml"],
                "evaluation_interval": every,
                **({"group_eval_order": list(order)} if order else {}),
                "tests": tests,
            }
            yield Artifact(f"proofs/{rule_object.name}-{every}.test.yaml", dumps(content, header=comment))


def _of_its_cluster(story: Story, labels: Mapping[str, str]) -> Story:
    """Return the story of whose series those that say nothing of the cluster are in this one; a stranger may be in another."""
    if not labels:
        return story
    return replace(story, tracks=tuple(replace(track, labels={**labels, **track.labels}) for track in story.tracks))


def stories(rule_object: ir.RuleObject) -> Iterator[Story]:
    """Yield the stories that prove the rules of `rule_object`; alerts of one name and one value share one, or one script."""
    shared: dict[tuple[str, object], list[ir.Alert]] = {}
    scripts: dict[str, list[ir.Alert]] = {}
    for rule in rule_object.rules:
        if isinstance(rule, ir.Recording):
            yield from recorded_states(rule)
        elif rule.script is not None:
            scripts.setdefault(rule.name, []).append(rule)
        elif rule.proof is not None:
            shared.setdefault((rule.name, rule.proof.drive), []).append(rule)
    for alerts in shared.values():
        found = stories_of(in_one_world(alerts))
        yield from found
        yield from among_others(alerts, found)
    for alerts in scripts.values():
        yield from scripted(alerts)


def _made_of(rule_object: ir.RuleObject) -> Mapping[str, frozenset[str]]:
    """Return what each recorded state reads, by its name: whoever tells of the state itself is not told at once with who fills that."""
    found: dict[str, frozenset[str]] = {}
    for rule in rule_object.recordings:
        if rule.proof is not None:
            found[rule.record] = found.get(rule.record, frozenset()).union(map(family_of, metrics(rule.expr)))
    return found


def together(stories: Sequence[Story], made: Mapping[str, frozenset[str]] = MappingProxyType({})) -> list[list[Story]]:
    """Return the stories in as few groups as their metrics and names allow, the longest first: a group is as long as its longest.

    `made` says which metrics a recording that a story fills is made of.
    """
    groups: list[list[_Member]] = []
    members = [
        _Member(each, each.evaluations, each.families.union(*(made.get(family, ()) for family in each.families)), _recorded(each))
        for each in stories
    ]
    for each in sorted(members, key=lambda one: (-one.evaluations, one.story.name)):
        for group in groups:
            if group[0].evaluations - each.evaluations <= _WORTH and all(_apart(each, other) for other in group):
                group.append(each)
                break
        else:
            groups.append([each])
    return [[member.story for member in group] for group in groups]


def _recorded(story: Story) -> frozenset[str]:
    return frozenset([each.name for each in story.recorded])


_WORTH: Final = 120
"""What a group of its own costs: as much as to evaluate the rules of a story so often for nothing."""


class _Member(Struct, frozen=True):
    story: Story
    evaluations: int
    families: frozenset[str]
    """The metrics that it fills, and those that rules would make what it fills of."""
    recorded: frozenset[str]


def _apart(one: _Member, other: _Member) -> bool:
    """Tell whether two stories can be told at once: neither fills a metric of the other, or what the other asks of a recording."""
    at_once = one.story.step_ms == other.story.step_ms and one.story.name != other.story.name
    return at_once and not one.families & (other.families | other.recorded) and not one.recorded & other.families
