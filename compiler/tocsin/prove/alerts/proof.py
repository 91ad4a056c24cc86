"""Prove the alerts of platforms: cut each written test and the rules that it needs out of their files, and ask promtool."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct

from tocsin import ir, source
from tocsin.duration import parse_duration
from tocsin.progress import Progress
from tocsin.prove.alerts.coverage import gap, lacks, missing_files, strangers, unmeant
from tocsin.prove.alerts.documents import UnreadableError
from tocsin.prove.alerts.failures import Failure, failure
from tocsin.prove.alerts.promtool import Prepared, Said, run
from tocsin.prove.alerts.slices import RuleFile, read_rules
from tocsin.prove.alerts.written_tests import WrittenTest, read_tests
from tocsin.prove.kept import Kept

T = TypeVar("T")


class AlertProof(Struct, frozen=True, kw_only=True):
    """What is known of one alert; also of all alerts of an object, where `alert` is empty."""

    rules: str
    """The object that holds it."""
    alert: str
    severity: str
    windows: tuple[str, ...]
    at: source.KeyPath
    problems: tuple[str, ...]
    unproved: str
    """Why nothing tests it, empty when something does."""
    excused: bool
    """Whether the spec itself says why."""
    seconds: float
    """What its tests took; nothing when they were kept."""


class AlertProofs(Struct, frozen=True, kw_only=True):
    """The proofs of a platform's alerts, in the order of its rules."""

    proofs: tuple[AlertProof, ...]
    tests: int
    ran: int
    """How many of the tests were run, and not known to pass."""


def prove_alerts(
    platforms: Sequence[tuple[ir.Platform, Mapping[str, str]]],
    *,
    promtool: Path,
    kept: Kept,
    judge: str,
    progress: Progress,
) -> tuple[AlertProofs, ...]:
    """Return for each platform the proofs of its alerts, as `promtool` and its written rules and tests give them.

    With each platform come the texts of its artefacts by path in its folder. `kept` knows tests that have passed, by what they are
    made of and `judge`, which tells one promtool and compiler from another; what passes now is added. `progress` counts tests.
    """
    folders = [_Folder(platform, written) for platform, written in platforms]
    asked = [(folder, test, prepared) for folder in folders for test, prepared in folder.prepared()]
    keys = [_key(judge, prepared) for _, _, prepared in asked]
    new = [(each, key) for each, key in zip(asked, keys, strict=True) if kept.find(key) is None]
    done = 0

    def tell(number: int) -> None:
        nonlocal done
        done += number
        progress(done, len(new), "alerts")

    tell(0)
    said = run([prepared for (_, _, prepared), _ in new], promtool=promtool, progress=tell)
    for ((folder, test, _), key), answer in zip(new, said, strict=True):
        folder.take(test, answer)
        if not answer.failures:
            kept.keep(key, ())
    return tuple(
        AlertProofs(
            proofs=tuple(folder.proofs()),
            tests=sum(other is folder for other, _, _ in asked),
            ran=sum(other is folder for (other, _, _), _ in new),
        )
        for folder in folders
    )


_RULE: Final = 50
"""How many times as long as for a sample promtool takes for a rule, roughly."""


def _key(judge: str, prepared: Prepared) -> str:
    parts = [judge, prepared.test, *(part for rules in sorted(prepared.rules.items()) for part in rules)]
    return "test " + hashlib.sha256("\0".join(parts).encode()).hexdigest()


class _Folder:
    """What was written of one platform, and what promtool said about it."""

    def __init__(self, platform: ir.Platform, written: Mapping[str, str]) -> None:
        self.platform = platform
        self.written = written
        self.unreadable: dict[str, str] = {}
        self.rules: dict[str, RuleFile] = dict(self._readable("prometheus/", ".rules.yaml", lambda _, text: read_rules(text)))
        self.tests = [test for _, tests in self._readable("proofs/", ".test.yaml", read_tests) for test in tests]
        self.by_rules: dict[str, list[WrittenTest]] = {}
        for test in self.tests:
            for file in test.rule_files:
                self.by_rules.setdefault(file, []).append(test)
        self.failures: dict[str, list[Failure]] = {}
        self.seconds: dict[tuple[str, str], float] = {}

    def prepared(self) -> Iterator[tuple[WrittenTest, Prepared]]:
        """Yield the tests whose rule files exist, each with the rules that it needs; promtool would not tell of the others."""
        for test in self.tests:
            if not test.names or not test.rule_files or any(file not in self.rules for file in test.rule_files):
                continue
            slices = [self.rules[file].needed_by(test.names) for file in test.rule_files]
            names = [f"{index}.rules.yaml" for index in range(len(slices))]
            texts = {name: rules.text() for name, rules in zip(names, slices, strict=True)}
            step_ms = parse_duration(str(test.settings.get("evaluation_interval", "1m"))) or 60_000
            cost = (test.lasts_ms // step_ms + 1) * (test.series + _RULE * sum(len(each.rules) for each in slices))
            yield test, Prepared(test=test.text(names), rules=texts, cost=cost, lasts_ms=test.lasts_ms)

    def take(self, test: WrittenTest, said: Said) -> None:
        """Remember what promtool said of `test`."""
        names = sorted({check.alert for check in test.checks}) or self._readers(test)
        found = [each for text in said.failures for each in self._of_alerts(failure(text, test.reasons), test, names)]
        for file in test.rule_files:
            self.failures.setdefault(file, []).extend(found)
        for name in names:
            place = (test.rule_files[0], name)
            self.seconds[place] = self.seconds.get(place, 0.0) + said.seconds / len(names)

    def _readers(self, test: WrittenTest) -> list[str]:
        """Return the names of the alerts that read what `test` asks of recordings."""
        files = [self.rules[file] for file in test.rule_files]
        alerts = {(rule.name, file) for file in range(len(files)) for rule in files[file].rules if rule.is_alert}
        return [name for name, file in sorted(alerts) if test.recorded & {rule.name for rule in files[file].needed_by([name]).rules}]

    def _of_alerts(self, failure: Failure, test: WrittenTest, names: Sequence[str]) -> tuple[Failure, ...]:
        """Return a failure for each of the alerts called `names` that it is about: of a recording it is for those that read it."""
        files = [self.rules[file] for file in test.rule_files]
        read = {name: {rule.name for file in files for rule in file.needed_by([name]).rules} for name in names if failure.recordings}
        readers = [name for name, recordings in read.items() if recordings & failure.recordings]
        return failure.of(readers or names)

    def proofs(self) -> Iterator[AlertProof]:
        """Yield the proof of every alert, and what is wrong with the tests of an object as a whole."""
        for rules in self.platform.rules:
            file = f"prometheus/{rules.name}.rules.yaml"
            for alert in rules.alerts:
                same = sum(other.name == alert.name for other in rules.alerts)
                yield self._proof(rules, file, alert, self.seconds.get((file, alert.name), 0.0) / same)
            if problems := tuple(self._problems_of_all(rules, file)):
                yield AlertProof(
                    rules=rules.name,
                    alert="",
                    severity="",
                    windows=(),
                    at=rules.at,
                    problems=problems,
                    unproved="",
                    excused=False,
                    seconds=0.0,
                )

    def _proof(self, rules: ir.RuleObject, file: str, alert: ir.Alert, seconds: float) -> AlertProof:
        states = [recording for recording in rules.recordings if recording.proof is not None and recording.at == alert.at]
        severities = {each.severity for each in rules.alerts if each.name == alert.name}
        said = [each.message for each in self.failures.get(file, ()) if each.alert == alert.name and _is_about(each, alert, severities)]
        why = gap(alert, states, self.by_rules.get(file, [])) if self.platform.proofs else "the platform says `proofs: false`"
        absent = lacks(alert, file, self.rules.get(file))
        return AlertProof(
            rules=rules.name,
            alert=alert.name,
            severity=alert.severity,
            windows=alert.windows,
            at=alert.at,
            problems=tuple(dict.fromkeys([absent, *said] if absent else said)),
            unproved=why and (alert.unproved or why),
            excused=bool(why and alert.unproved),
            seconds=seconds,
        )

    def _problems_of_all(self, rules: ir.RuleObject, file: str) -> Iterator[str]:
        tests = self.by_rules.get(file, [])
        for unreadable, problem in self.unreadable.items():
            if unreadable == file or unreadable.startswith(f"proofs/{rules.name}-"):
                yield problem
        for test in tests:
            yield from missing_files(test, self.written)
        if file in self.rules:
            yield from strangers(self.rules[file], tests)
            yield from unmeant(rules, file, self.rules[file])

    def _readable(self, folder: str, suffix: str, read: Callable[[str, str], T]) -> Iterator[tuple[str, T]]:
        for file, text in sorted(self.written.items()):
            if file.startswith(folder) and file.endswith(suffix):
                try:
                    yield file, read(file, text)
                except UnreadableError as error:
                    self.unreadable[file] = f"`{file}` cannot be read: {error}"


def _is_about(failure: Failure, alert: ir.Alert, severities: Collection[str]) -> bool:
    """Tell whether a failure of the name of `alert` is its own; one of a severity that no alert of the name has is all of theirs."""
    known = failure.severities.intersection(severities)
    return not known or alert.severity in known or "" in failure.severities
