"""promtool judges the mutants of a trial: which of them some check, or Prometheus itself, refuses."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from os import environ
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from tocsin.prove.alerts.promtool import long, settings
from tocsin.prove.mutation.mutant import Mutant
from tocsin.prove.mutation.trial import CONTROL, Trial, mentioned

Fate = Literal["killed", "survived", "unjudged"]
_EARLY: Final = (", err: ", 'rules.json: group "mutants"')
"""What promtool says of an expression that fails and of a rule that it cannot read: both end the test, so that nobody else was judged."""
_WEIGHT: Final = 10_000
"""Evaluations of an alert in one run, about a second."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of a mutant; `reason` says why it could not be judged, or why nothing could kill it."""

    mutant: Mutant
    fate: Fate | Literal["equivalent"]
    reason: str = ""


def batches(found: Sequence[Mutant]) -> Iterator[tuple[Mutant, ...]]:
    """Yield the mutants, those of one subject together as far as one run stays short."""
    for _, together in groupby(found, key=lambda mutant: (mutant.subject.place, mutant.subject.name)):
        mutants = tuple(together)
        subject = mutants[0].subject
        steps = sum(exam.steps for exam in subject.exams) // len(subject.exams)
        size = max(1, _WEIGHT // (steps * sum(rule.is_alert for rule in subject.rules)))
        yield from (mutants[start : start + size] for start in range(0, len(mutants), size))


def judge(mutants: tuple[Mutant, ...], promtool: Path) -> Iterator[Verdict]:
    """Yield a verdict for each of some mutants of one subject."""
    subject = mutants[0].subject
    for exam in subject.exams:
        asked = tuple(mutant for mutant in mutants if exam.asks_alerts or not mutant.original.is_alert)
        verdicts = list(_examined(Trial(subject=subject, exam=exam, mutants=asked), promtool))
        yield from verdicts
        # Most are killed soon: what is left is all that the next test has to judge.
        judged = {verdict.mutant.nth for verdict in verdicts}
        mutants = tuple(mutant for mutant in mutants if mutant.nth not in judged)
        if not mutants:
            return
    yield from (Verdict(mutant=mutant, fate="survived") for mutant in mutants)


def _examined(trial: Trial, promtool: Path) -> Iterator[Verdict]:
    """Yield a verdict for each mutant that the test kills, or for all of them when it can judge none."""
    left = trial
    while left.mutants:
        said = _run(left, promtool)
        refused = mentioned(said)
        if CONTROL in refused or (said and not refused):
            reason = "the alert's own proof fails" if CONTROL in refused else f"promtool refused the test: {' '.join(said.split())[:300]}"
            yield from (Verdict(mutant=mutant, fate="unjudged", reason=reason) for mutant in left.mutants)
            return
        numbered = list(enumerate(left.mutants, 1))
        yield from (Verdict(mutant=mutant, fate="killed") for number, mutant in numbered if number in refused)
        if not any(early in said for early in _EARLY):
            return
        left = replace(left, mutants=tuple(mutant for number, mutant in numbered if number not in refused))


def _run(trial: Trial, promtool: Path) -> str:
    """Return what promtool complains about, empty when it is content."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rules.json").write_text(trial.rules(), encoding="utf-8")
        (folder / "test.json").write_text(trial.test("rules.json"), encoding="utf-8")
        environment = {**environ, **settings(on_disk=long(trial.exam.lasts_ms))}
        run = subprocess.run(
            [promtool, "test", "rules", "test.json"], cwd=folder, capture_output=True, text=True, check=False, env=environment
        )
    return "" if run.returncode == 0 else run.stdout + run.stderr
