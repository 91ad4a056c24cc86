"""What is mutated together: the alerts of one name in one rule file, what they read, and every test that asks about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

import yaml
from msgspec import Struct

from tocsin import ir, promql, source
from tocsin.duration import parse_duration
from tocsin.prove.alerts.slices import OF_ALERTS, RuleFile, read_rules
from tocsin.prove.mutation.rule import Rule, parsed

ASKED: Final = ("alert_rule_test", "promql_expr_test")


class Exam(Struct, frozen=True, kw_only=True):
    """A test group with only the checks of one alert's name and of what it reads, and the series that its rules read."""

    interval: str
    group: Mapping[str, Any]

    def checks(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield what it asks, with the kind of each."""
        for kind in ASKED:
            yield from ((kind, check) for check in self.group.get(kind, ()))

    @property
    def asks_alerts(self) -> bool:
        """Tell whether it asks about alerts, and not about recordings alone."""
        return any(asked_about(kind, check) for kind, check in self.checks())

    @property
    def lasts_ms(self) -> int:
        """Return how much time passes in it."""
        return max(parse_duration(check["eval_time"]) or 0 for _, check in self.checks())

    @property
    def steps(self) -> int:
        """Return how often promtool evaluates the rules."""
        return self.lasts_ms // (parse_duration(self.interval) or 60_000) + 1


class Subject(Struct, frozen=True, kw_only=True):
    """The alerts called `name`, and the recordings that they read, in the order of the file."""

    place: str
    """Where they were written: `production/shop/prometheus/shop-model.rules.yaml`."""
    name: str
    rules: tuple[Rule, ...]
    at: tuple[source.KeyPath | None, ...]
    """Where in the spec each of the rules comes from."""
    exams: tuple[Exam, ...]
    """What asks about recordings alone first, and what asks most: whoever fails one is not asked again."""


def subjects(platform: ir.Platform, written: Mapping[str, str]) -> Iterator[Subject]:
    """Yield the alerts that a test asks about; `written` has the platform's artefacts by path in its folder."""
    tests = _tests(written)
    for rule_object in platform.rules:
        path = f"prometheus/{rule_object.name}.rules.yaml"
        groups = tests.get(path, [])
        names = dict.fromkeys(name for exam in groups for kind, check in exam.checks() for name in asked_about(kind, check))
        if not names:
            continue
        rule_file = read_rules(written[path])
        # By what they are called: a group that is too large for an object is divided, and then stands in another order.
        meant = {_identity(rule.name if isinstance(rule, ir.Alert) else rule.record, rule.labels): rule.at for rule in rule_object.rules}
        at = {
            id(rule): meant[identity]
            for rule in rule_file.rules
            if (identity := _identity(rule.name, rule.content.get("labels", {}))) in meant
        }
        for name in names:
            place = f"{platform.environment}/{platform.name}/{path}"
            subject = _subject(place, name, rule_file, groups, at)
            if subject is not None:
                yield subject


def _identity(name: str, labels: Mapping[str, str]) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


def _subject(place: str, name: str, rule_file: RuleFile, groups: Sequence[Exam], at: Mapping[int, source.KeyPath]) -> Subject | None:
    candidates = [rule for rule in rule_file.needed_by([name]).rules if rule.name == name or not rule.is_alert]
    known = [(rule, at.get(id(written))) for written in candidates if (rule := parsed(written)) is not None]
    rules = read_by([rule for rule, _ in known], name)
    if len(known) < len(candidates) or not any(rule.is_alert for rule in rules):
        return None
    metrics = {metric for rule in rules for metric in promql.metrics(rule.expr)}
    exams = sorted(
        (exam for group in groups for exam in _reduced(group, name, rules, metrics)),
        key=lambda exam: (exam.asks_alerts, -len(tuple(exam.checks())), exam.steps),
    )
    origins = tuple(origin for rule, origin in known if any(rule is each for each in rules))
    return Subject(place=place, name=name, rules=rules, at=origins, exams=tuple(exams))


def read_by(rules: Sequence[Rule], name: str) -> tuple[Rule, ...]:
    """Return those of `rules` called `name` and the recordings that they read, directly or not, in their order.

    Recordings of one name that differ in their labels are told apart: an alert on one objective does not read the other's.
    """
    found = {index for index, rule in enumerate(rules) if rule.name == name}
    pending = list(found)
    while pending:
        asked = promql.selectors(rules[pending.pop()].expr)
        more = {index for index, rule in enumerate(rules) if not rule.is_alert and any(_may_be(each, rule) for each in asked)} - found
        found |= more
        pending += more
    return tuple(rules[index] for index in sorted(found))


def _may_be(selector: promql.Selector, recording: Rule) -> bool:
    """Tell whether what `recording` records can satisfy the selector, as far as its own labels say."""
    return selector.metric == recording.name and promql.may_select(selector, recording.labels)


def _reduced(exam: Exam, name: str, rules: Sequence[Rule], metrics: set[str]) -> Iterator[Exam]:
    """Yield a test with what it asks about the recordings that the alerts called `name` read, and one with what it asks about them."""
    recordings = [rule for rule in rules if not rule.is_alert]
    recorded: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in ASKED}
    alerts: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in ASKED}
    for kind, check in exam.checks():
        if name in asked_about(kind, check):
            alerts[kind].append(check)
        elif kind != "alert_rule_test":
            read = recordings_in(check["expr"])
            if read and all(any(_may_be(each, rule) for rule in recordings) for each in read):
                recorded[kind].append(check)
    series = [each for each in exam.group.get("input_series", ()) if each["series"].partition("{")[0].strip() in metrics]
    for checks in (recorded, alerts):
        if any(checks.values()):
            yield Exam(interval=exam.interval, group={**exam.group, "input_series": series, **checks})


def _tests(written: Mapping[str, str]) -> dict[str, list[Exam]]:
    """Return the test groups that read each rule file."""
    found: dict[str, list[Exam]] = {}
    for path, text in sorted(written.items()):
        if not _TEST(path):
            continue
        document = yaml.load(text, Loader=yaml.CSafeLoader)
        for rule_file in document["rule_files"]:
            exams = [Exam(interval=document.get("evaluation_interval", "1m"), group=group) for group in document["tests"]]
            found.setdefault(rule_file.removeprefix("../"), []).extend(exams)
    return found


_TEST: Final = re.compile(r"proofs/[^/]+\.test\.yaml").fullmatch


def asked_about(kind: str, check: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the alerts that a check is about."""
    if kind == "alert_rule_test":
        return frozenset([check["alertname"]])
    return frozenset(
        matcher.value
        for each in _asked(check["expr"])
        if each.metric in OF_ALERTS
        for matcher in each.matchers
        if matcher.label == "alertname"
    )


def recordings_in(expr: str) -> tuple[promql.Selector, ...]:
    """Return the series that a check reads besides those of alerts."""
    return tuple(each for each in _asked(expr) if each.metric not in OF_ALERTS)


@cache
def _asked(expr: str) -> tuple[promql.Selector, ...]:
    read = promql.parse(expr)
    return () if isinstance(read, promql.ParseFailure) else tuple(promql.selectors(read))
