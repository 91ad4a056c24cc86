"""Mutate every alert that has a proof, and count which mutants its proof kills."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path

from msgspec import Struct

from tocsin import ir
from tocsin.progress import Progress, silent
from tocsin.prove.kept import Kept
from tocsin.prove.mutation.equivalence import reason_of
from tocsin.prove.mutation.equivalence.parts.world import world_of
from tocsin.prove.mutation.judge import Verdict, batches, judge
from tocsin.prove.mutation.mutant import Mutant, mutants, sampled
from tocsin.prove.mutation.remembered import Remembered
from tocsin.prove.mutation.subject import subjects


class Score(Struct, frozen=True, kw_only=True):
    """What became of every mutant, in the order of the rules."""

    verdicts: tuple[Verdict, ...]
    ran: int
    """How many of them promtool judged now: what was killed before, made of the same, is dead."""
    seconds: Mapping[tuple[str, str], float]
    """What promtool took for the mutants of an alert, by rule file and name; nothing where all were known."""

    def with_fate(self, fate: str) -> tuple[Verdict, ...]:
        """Return the verdicts of one kind: `killed`, `survived`, `equivalent` or `unjudged`."""
        return tuple(verdict for verdict in self.verdicts if verdict.fate == fate)

    @property
    def share(self) -> float:
        """Return the share of the mutants that were killed, equivalent ones left out; 0 when there is none."""
        return share_of(self.verdicts)

    @property
    def by_operator(self) -> Mapping[str, tuple[Verdict, ...]]:
        """Return the verdicts on the faults of each operator, equivalent mutants too."""
        found: dict[str, list[Verdict]] = {}
        for verdict in self.verdicts:
            found.setdefault(verdict.mutant.operator, []).append(verdict)
        return {operator: tuple(verdicts) for operator, verdicts in sorted(found.items())}


def share_of(verdicts: Iterable[Verdict]) -> float:
    """Return the share of mutants that were killed, equivalent ones left out; 0 when there is none."""
    counts = Counter(verdict.fate for verdict in verdicts)
    judged = sum(counts.values()) - counts["equivalent"]
    return counts["killed"] / judged if judged else 0.0


def mutate(
    estate: Iterable[tuple[ir.Platform, Mapping[str, str]]],
    *,
    promtool: Path,
    number: int | None = None,
    seed: int = 0,
    kept: Kept | None = None,
    identity: str = "",
    progress: Progress = silent,
) -> Score:
    """Return what the proofs of `estate` make of the mutants of its alerts: platforms, each with its artefacts by path in its folder.

    `number` of them are drawn with `seed`; None takes all. `kept` knows which were killed before, by what they are made of and
    `identity`, which tells one promtool and compiler from another. `progress` counts mutants.
    """
    platforms = list(estate)
    world = world_of(platform for platform, _ in platforms)
    found = [subject for platform, written in platforms for subject in subjects(platform, written)]
    drawn = sampled((mutant for subject in found for mutant in mutants(subject)), number=number, seed=seed)
    remembered = Remembered(kept or Kept(None), identity)
    known = [verdict for mutant in drawn if (verdict := _known(mutant, remembered, reason_of(mutant, world)))]
    judged = {verdict.mutant.key for verdict in known}
    work = tuple(batches([mutant for mutant in drawn if mutant.key not in judged]))
    verdicts, seconds = list(known), dict[tuple[str, str], float]()
    progress(len(verdicts), len(drawn), "mutants")
    with ThreadPoolExecutor(cpu_count() or 1) as pool:
        for told, took in pool.map(lambda batch: _timed(batch, promtool), work):
            verdicts += told
            place = told[0].mutant.subject.place, told[0].mutant.subject.name
            seconds[place] = seconds.get(place, 0.0) + took
            remembered.keep(told)
            progress(len(verdicts), len(drawn), "mutants")
    verdicts.sort(key=lambda verdict: verdict.mutant.place)
    return Score(verdicts=tuple(verdicts), ran=len(verdicts) - len(known), seconds=seconds)


def _known(mutant: Mutant, remembered: Remembered, reason: str) -> Verdict | None:
    """Return what is known of a mutant without asking; None when it must be judged."""
    if reason:
        return Verdict(mutant=mutant, fate="equivalent", reason=reason)
    return Verdict(mutant=mutant, fate="killed") if remembered.killed(mutant) else None


def _timed(batch: tuple[Mutant, ...], promtool: Path) -> tuple[list[Verdict], float]:
    started = time.perf_counter()
    return list(judge(batch, promtool)), time.perf_counter() - started
