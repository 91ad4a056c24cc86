"""Mutate every alert that has a proof, and count which mutants its proof kills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tocsin import ir
from tocsin.prove.mutation.equivalence import reason_of
from tocsin.prove.mutation.equivalence.parts.world import world_of
from tocsin.prove.mutation.judge import Verdict, batches, judge
from tocsin.prove.mutation.mutant import mutants, sampled
from tocsin.prove.mutation.subject import subjects

_PROCESSES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What became of every mutant, in the order of the rules."""

    verdicts: tuple[Verdict, ...]

    def with_fate(self, fate: str) -> tuple[Verdict, ...]:
        """Return the verdicts of one kind: `killed`, `survived`, `equivalent` or `unjudged`."""
        return tuple(verdict for verdict in self.verdicts if verdict.fate == fate)

    @property
    def share(self) -> float:
        """Return the share of the mutants that were killed, equivalent ones left out; 0 when there is none."""
        counts = Counter(verdict.fate for verdict in self.verdicts)
        judged = sum(counts.values()) - counts["equivalent"]
        return counts["killed"] / judged if judged else 0.0


def mutate(
    estate: Iterable[tuple[ir.Platform, Mapping[str, str]]],
    *,
    promtool: Path,
    number: int | None = None,
    seed: int = 0,
    advance: Callable[[int, int], None] | None = None,
) -> Score:
    """Return what the proofs of `estate` make of the mutants of its alerts: platforms, each with its artefacts by path in its folder.

    `number` of them are drawn with `seed`; None takes all. `advance` hears how many were judged, and of how many.
    """
    platforms = list(estate)
    world = world_of(platform for platform, _ in platforms)
    every = [mutant for platform, written in platforms for subject in subjects(platform, written) for mutant in mutants(subject)]
    drawn = sampled(every, number=number, seed=seed)
    known = [Verdict(mutant=mutant, fate="equivalent", reason=reason) for mutant in drawn if (reason := reason_of(mutant, world))]
    equivalent = {verdict.mutant.key for verdict in known}
    work = batches([mutant for mutant in drawn if mutant.key not in equivalent])
    found: list[Verdict] = list(known)
    with ThreadPoolExecutor(_PROCESSES) as pool:
        for verdicts in pool.map(lambda batch: list(judge(batch, promtool)), work):
            found += verdicts
            if advance is not None:
                advance(len(found), len(drawn))
    return Score(verdicts=tuple(sorted(found, key=lambda verdict: verdict.mutant.place)))
