"""Many mutants of one subject in one rule file, each under a name of its own, and the test that asks about each of them.

promtool takes tens of milliseconds to start and evaluates every rule at every step: the series of a subject are the same for all of its
mutants, so that one run can judge hundreds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import promql
from tocsin.prove.mutation.mutant import Mutant
from tocsin.prove.mutation.rule import Rule
from tocsin.prove.mutation.subject import ASKED, Exam, Subject, recordings_in

CONTROL: Final = 0
"""The number of the subject itself, with nothing changed: what fails it is not a mutant's fault."""
_NUMBER: Final = re.compile(r"__m(\d+)\b")


class Trial(Struct, frozen=True, kw_only=True, dict=True):
    """Mutants of one subject that one run of promtool judges, by one of the subject's tests."""

    subject: Subject
    exam: Exam
    mutants: tuple[Mutant, ...]

    @cached_property
    def _rules(self) -> Sequence[Sequence[Rule]]:
        control = [replace(rule, name=_named(rule.name, CONTROL)) for rule in self.subject.rules if rule.is_alert]
        variants = [control, *(list(_variant(mutant, number)) for number, mutant in enumerate(self.mutants, 1))]
        # To write an alert with its texts and to read it again is dearer than all else.
        return [[rule for rule in variant if self.exam.asks_alerts or not rule.is_alert] for variant in variants]

    def rules(self) -> str:
        """Return the rule file: the recordings as they are, the alerts under another name, and what each mutant has in their stead."""
        recordings = [rule for rule in self.subject.rules if not rule.is_alert]
        rules = [*recordings, *(rule for variant in self._rules for rule in variant)]
        group = {"name": "mutants", "rules": [rule.content() for rule in rules]}
        return json.dumps({"groups": [group]}, ensure_ascii=False)

    def test(self, rule_file: str) -> str:
        """Return the test file, which reads the rules in `rule_file`."""
        checks = {kind: list(self._checks(kind)) for kind in ASKED}
        group = {**self.exam.group, "input_series": list(self._series()), **checks}
        content = {"rule_files": [rule_file], "evaluation_interval": self.exam.interval, "tests": [group]}
        return json.dumps(content, ensure_ascii=False)

    def _checks(self, kind: str) -> Iterator[Mapping[str, Any]]:
        asked = self.exam.group[kind]
        if self.exam.asks_alerts:
            yield from (_renamed(kind, check, self.subject.name, number) for number in range(len(self.mutants) + 1) for check in asked)
            return
        # What is recorded without any fault has no number: who fails it is not a mutant.
        yield from asked
        for number, names in enumerate(map(_affected, self.mutants), 1):
            for check in asked:
                if any(each.metric in names for each in recordings_in(check["expr"])):
                    yield {**check, "expr": _renumbered(check["expr"], names, number)}

    def _series(self) -> Iterator[Mapping[str, Any]]:
        recorded: dict[str, list[str]] = {}
        for variant in self._rules:
            for rule in variant:
                recorded.setdefault(_NUMBER.sub("", rule.name), []).append(rule.name)
        for series in self.exam.group["input_series"]:
            yield series
            metric, brace, labels = series["series"].partition("{")
            # What a test gives instead of a recording's own history, the mutant's recording has too.
            yield from ({**series, "series": f"{name}{brace}{labels}"} for name in recorded.get(metric, ()))


def mentioned(said: str) -> frozenset[int]:
    """Return the numbers of the mutants that promtool's output names; what a check without a number asks about is the subject itself.

    >>> sorted(mentioned("alertname: Slow__m2, time: 5m, got: [] rule: rate:5m__m12, err: ..."))
    [2, 12]
    >>> sorted(mentioned('    expr: "rate:5m - 1", time: 5m,'))
    [0]
    """
    control = any(not _NUMBER.search(line) for line in said.splitlines() if line.lstrip().startswith("expr: "))
    return frozenset(map(int, _NUMBER.findall(said))) | (frozenset([CONTROL]) if control else frozenset())


def _variant(mutant: Mutant, number: int) -> Iterator[Rule]:
    """Yield the alerts of a mutant and the recordings between them and the fault, under names of their own."""
    names = _affected(mutant)
    for index, rule in enumerate(mutant.subject.rules):
        if rule.name in names:
            now = mutant.rule if index == mutant.index else rule
            yield replace(now, name=_named(rule.name, number), expr=_renumbering(now.expr, names, number))


def _affected(mutant: Mutant) -> frozenset[str]:
    """Return the names of what a mutant may change: the rule, all that reads it, directly or not, and the alerts."""
    names = frozenset([mutant.original.name, mutant.subject.name])
    while wider := {rule.name for rule in mutant.subject.rules if names & set(promql.metrics(rule.expr))} - names:
        names |= wider
    return names


def _renumbering(expr: promql.Expr, names: frozenset[str], number: int) -> promql.Expr:
    def named(node: promql.Expr) -> promql.Expr:
        if isinstance(node, promql.Selector) and node.metric in names:
            return replace(node, metric=_named(node.metric, number))
        return node

    return promql.transform(expr, named)


def _renumbered(expr: str, names: frozenset[str], number: int) -> str:
    read = promql.parse(expr)
    assert not isinstance(read, promql.ParseFailure)  # noqa: S101  # it was asked what it reads
    return promql.to_text(_renumbering(read, names, number))


def _renamed(kind: str, check: Mapping[str, Any], name: str, number: int) -> Mapping[str, Any]:
    """Return a check about the alerts called `name` as one about those of a mutant."""
    other = _named(name, number)
    if kind == "alert_rule_test":
        return {**check, "alertname": other}
    was, becomes = (f"alertname={json.dumps(each)}" for each in (name, other))
    samples = [{**sample, "labels": sample["labels"].replace(was, becomes)} for sample in check.get("exp_samples", ())]
    return {**check, "expr": check["expr"].replace(was, becomes), "exp_samples": samples}


def _named(name: str, number: int) -> str:
    return f"{name}__m{number}"
