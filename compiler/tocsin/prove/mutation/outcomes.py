"""A score as outcomes, so that a report can hold it: one for the mutants of each alert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from tocsin.prove.mutation.judge import Verdict
from tocsin.prove.mutation.score import Score
from tocsin.prove.report import Outcome
from tocsin.source import Origins, Span


def outcomes(score: Score, origins: Mapping[str, Origins], *, least: float) -> Iterator[Outcome]:
    """Yield what became of the mutants of each alert; `origins` are those of the platforms, by `production/shop`.

    While the share `least` is killed of all of them, whoever survived is told and is no failure.
    """
    subjects: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in score.verdicts:
        subjects.setdefault((verdict.mutant.subject.place, verdict.mutant.subject.name), []).append(verdict)
    for (place, name), verdicts in subjects.items():
        environment, platform, *_, file = place.split("/")
        left = [_told(each) for each in verdicts if each.fate in {"survived", "unjudged"}]
        excused = bool(left) and score.share >= least and not any(each.fate == "unjudged" for each in verdicts)
        yield Outcome(
            kind="mutants",
            environment=environment,
            platform=platform,
            suite=f"mutants.{PurePosixPath(file).name.removesuffix('.rules.yaml')}",
            name=f"{name}: {sum(each.fate == 'killed' for each in verdicts)} of {_judged(verdicts)} mutants killed",
            span=_span(verdicts, origins[f"{environment}/{platform}"]),
            problems=() if excused else tuple(left),
            unproved="; ".join(left) if excused else "",
            excused=excused,
            seconds=score.seconds.get((place, name), 0.0),
        )


def _judged(verdicts: list[Verdict]) -> int:
    return sum(each.fate != "equivalent" for each in verdicts)


def _told(verdict: Verdict) -> str:
    mutant = verdict.mutant
    return f"`{mutant.original.name}`, {mutant.what}: {verdict.reason or 'no test notices it'}"


def _span(verdicts: list[Verdict], origins: Origins) -> Span:
    subject = verdicts[0].mutant.subject
    known = [at for rule, at in zip(subject.rules, subject.at, strict=True) if rule.is_alert and at is not None]
    return origins.span(known[0] if known else (), "key")
