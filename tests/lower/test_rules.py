"""What holds for the rules of every case and every platform of this repository."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from case import all_folders, build_of
from tocsin import promql
from tocsin.ir import Alert, Platform, Recording, RuleGroup

_FOLDERS = pytest.mark.parametrize("folder", all_folders())


def _platforms(folder: str) -> tuple[Platform, ...]:
    return tuple(compiled.platform for compiled in build_of(folder).compiled)


def _groups(folder: str) -> Iterator[RuleGroup]:
    for platform in _platforms(folder):
        for rule_object in platform.rules:
            yield from rule_object.groups


@_FOLDERS
def test_what_an_alert_reads_is_recorded_before_it_in_its_group(folder: str) -> None:
    for group in _groups(folder):
        recorded: dict[str, list[Recording]] = {}
        for rule in group.rules:
            if isinstance(rule, Recording):
                recorded.setdefault(rule.record, []).append(rule)
                continue
            for selector in promql.selectors(rule.expr):
                metric = selector.metric or ""
                wanted = {matcher.label: matcher.value for matcher in selector.matchers}
                found = any(wanted.items() <= recording.labels.items() for recording in recorded.get(metric, ()))
                assert found or not re.match(r"(model|component)[a-zA-Z_]*:", metric)


@_FOLDERS
def test_two_rules_never_make_one_series(folder: str) -> None:
    for platform in _platforms(folder):
        alerts = Counter((rule.name, *sorted(rule.labels.items())) for rule in platform.alerts)
        recordings = Counter((rule.record, *sorted(rule.labels.items())) for rule in platform.recordings)
        assert [found for found, times in (alerts + recordings).items() if times > 1] == []


@_FOLDERS
def test_a_recording_keeps_the_labels_by_which_its_series_are_told_apart(folder: str) -> None:
    for group in _groups(folder):
        for rule in (rule for rule in group.rules if isinstance(rule, Recording)):
            assert rule.labels.keys().isdisjoint(promql.output_labels(rule.expr).only or ()), rule.record


@_FOLDERS
def test_every_alert_says_who_is_hurt_how_badly_and_in_words(folder: str) -> None:
    for group in _groups(folder):
        for alert in (rule for rule in group.rules if isinstance(rule, Alert)):
            assert {"severity", "platform", "environment"} <= set(alert.labels)
            assert {"model", "subject"} & set(alert.labels)
            assert alert.labels["severity"] == alert.severity
            assert {"summary", "description"} <= set(alert.annotations)
            assert all(text and "<<" not in text and text == text.strip() for text in alert.annotations.values())


@_FOLDERS
def test_a_ladder_has_one_name_and_as_many_severities_as_steps(folder: str) -> None:
    for group in _groups(folder):
        steps = Counter(
            # An objective has an alert for each pair of windows.
            (str(rule.at), rule.name, rule.severity, rule.labels.get("long"))
            for rule in group.rules
            if isinstance(rule, Alert)
        )
        assert set(steps.values()) <= {1}
