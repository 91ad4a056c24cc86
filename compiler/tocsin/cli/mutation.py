"""`tocsin prove --mutate`: what became of alerts with one fault each, and those whose fault no test noticed, at their lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.diagnostics import Located, render

if TYPE_CHECKING:
    from tocsin.prove.everything import Subject
    from tocsin.prove.mutation import Score, Verdict
    from tocsin.source import Span


def mutated(subjects: Sequence[Subject], *, promtool: Path, number: int | None, seed: int) -> Score:
    """Return what the written tests make of the mutants of `subjects`, with a bar on a terminal."""
    from tocsin.cli.proofs import progress
    from tocsin.prove.mutation import mutate

    with progress() as tell:
        estate = [(subject.platform, subject.written) for subject in subjects]
        return mutate(estate, promtool=promtool, number=number, seed=seed, advance=tell)


def show(score: Score, subjects: Sequence[Subject], texts: Mapping[str, str], style: str, *, least: float, seconds: float) -> bool:
    """Print the score, for people or as JSON for tools, and return whether at least the share `least` was killed, of all or of a sample."""
    places = _Places(subjects)
    unjudged = score.with_fate("unjudged")
    enough = bool(score.verdicts) and not unjudged and score.share >= least
    if style == "json":
        click.echo(json.dumps(_data(score, places, seconds), indent=2, ensure_ascii=False))
        return enough
    for found in places.together((*score.with_fate("survived"), *unjudged)):
        click.echo(f"{_shown(found, places, texts)}\n", err=True)
    equivalent = score.with_fate("equivalent")
    if equivalent:
        click.echo("equivalent, as no test could tell them from the rule:")
        for verdict in equivalent:
            click.echo(f"  {places.told(verdict)}: {_fault(verdict)}: {verdict.reason}")
    counts = Counter(verdict.fate for verdict in score.verdicts)
    judged = len(score.verdicts) - counts["equivalent"]
    rest = ", ".join(f"{counts[fate]} {fate}" for fate in ("survived", "unjudged", "equivalent"))
    click.echo(f"mutants: {counts['killed']} of {judged} killed ({score.share:.2%}), {rest}; {seconds:.2f} s")
    return enough


class _Places:
    """Where in the specs the rules of verdicts come from."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._origins = {f"{each.platform.environment}/{each.platform.name}": each.origins for each in subjects}

    def span(self, verdict: Verdict) -> Span | None:
        """Return the place of a verdict's rule; None when the rule cannot be traced."""
        at = verdict.mutant.at
        return None if at is None else self._origins[_platform(verdict)].span(at, "key")

    def told(self, verdict: Verdict) -> str:
        """Return the place as text."""
        span = self.span(verdict)
        return verdict.mutant.subject.place if span is None else f"{span.file}:{span.line}:{span.column}"

    def together(self, verdicts: Iterable[Verdict]) -> Iterator[list[Verdict]]:
        """Yield the verdicts of one place and one fault together: most are the same in every environment."""
        found: dict[tuple[object, ...], list[Verdict]] = {}
        for each in verdicts:
            found.setdefault((self.told(each), each.mutant.subject.name, each.mutant.original.name, _fault(each), each.fate), []).append(
                each
            )
        yield from found.values()


def _platform(verdict: Verdict) -> str:
    return "/".join(verdict.mutant.subject.place.split("/")[:2])


def _fault(verdict: Verdict) -> str:
    mutant = verdict.mutant
    severity = f" ({mutant.original.severity})" if mutant.original.severity else ""
    return f"`{mutant.original.name}`{severity}, {mutant.what}"


def _shown(found: Sequence[Verdict], places: _Places, texts: Mapping[str, str]) -> str:
    first = found[0]
    where = ", ".join(sorted({_platform(each) for each in found}))
    outcome = first.reason or f"the proof of `{first.mutant.subject.name}` does not notice it"
    message = f"{_fault(first)} in {where}: {outcome}"
    times = f" ({len(found)} times)" if len(found) > 1 else ""
    span = places.span(first)
    code = "prove/survivor" if first.fate == "survived" else "prove/unjudged"
    if span is None:
        head = f"error[{code}]: {first.mutant.subject.place}: {message}{times}"
    else:
        help_text = "its tests are too weak: please report it, with the line"
        head = render(Located(code=code, message=message + times, help=help_text, span=span, severity="error"), texts[span.file])
    return "\n".join([head, *(f"    {line}" for line in first.mutant.diff)])


def _data(score: Score, places: _Places, seconds: float) -> dict[str, object]:
    counts = Counter(verdict.fate for verdict in score.verdicts)
    return {
        "share": round(score.share, 6),
        "mutants": {fate: counts[fate] for fate in ("killed", "survived", "unjudged", "equivalent")},
        "seconds": round(seconds, 3),
        "left": [
            {
                "fate": verdict.fate,
                "alert": verdict.mutant.subject.name,
                "rule": verdict.mutant.original.name,
                "rules": verdict.mutant.subject.place,
                "place": places.told(verdict),
                "fault": verdict.mutant.what,
                "reason": verdict.reason,
                "diff": list(verdict.mutant.diff),
            }
            for verdict in score.verdicts
            if verdict.fate != "killed"
        ],
    }
