"""`tocsin prove --mutate`: what became of alerts with one fault each, and those whose fault no test noticed, at their lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from tocsin.diagnostics import Located, render

if TYPE_CHECKING:
    from tocsin.prove.everything import Subject
    from tocsin.prove.mutation import Score, Verdict
    from tocsin.prove.report import Outcome
    from tocsin.source import Origins, Span


class Mutants(NamedTuple):
    """A score, and the platforms that it is about."""

    score: Score
    subjects: Sequence[Subject]

    def good(self, least: float) -> bool:
        """Tell whether at least the share `least` was killed, of all mutants or of a sample; without any nothing was shown."""
        return bool(self.score.verdicts) and not self.score.with_fate("unjudged") and self.score.share >= least

    def outcomes(self, least: float) -> tuple[Outcome, ...]:
        """Return what became of the mutants of each alert, for a report."""
        from tocsin.prove.mutation.outcomes import outcomes

        return tuple(outcomes(self.score, self._origins, least=least))

    def show(self, texts: Mapping[str, str], seconds: float, drawn: str = "") -> None:
        """Print the score for people: who survived at its line of the spec files `texts`, and how each operator fared.

        `drawn` says which of the mutants were judged, empty when all were.
        """
        score, places = self.score, _Places(self._origins)
        for found in places.together((*score.with_fate("survived"), *score.with_fate("unjudged"))):
            click.echo(f"{_shown(found, places, texts)}\n", err=True)
        equivalent = Counter(_kind_of(verdict.reason) for verdict in score.with_fate("equivalent"))
        if equivalent:
            click.echo("equivalent, as no test could tell them from the rule (`--format json` lists them):")
        for reason, number in sorted(equivalent.items(), key=lambda each: (-each[1], each[0])):
            click.echo(f"  {number}: {reason}")
        if score.verdicts:
            click.echo("mutants by fault:")
        for operator, verdicts in score.by_operator.items():
            click.echo(f"  {operator}: {_counted(verdicts)}")
        click.echo(f"mutants: {_counted(score.verdicts)}; {score.ran} were judged now{drawn}; {seconds:.2f} s")

    def data(self, seconds: float) -> dict[str, object]:
        """Return the score for tools, with everything that was not killed."""
        score, places = self.score, _Places(self._origins)
        counts = Counter(verdict.fate for verdict in score.verdicts)
        return {
            "share": round(score.share, 6),
            "mutants": {fate: counts[fate] for fate in ("killed", "survived", "unjudged", "equivalent")},
            "operators": {
                operator: dict(sorted(Counter(verdict.fate for verdict in verdicts).items()))
                for operator, verdicts in score.by_operator.items()
            },
            "ran": score.ran,
            "seconds": round(seconds, 3),
            "left": [
                {
                    "fate": verdict.fate,
                    "alert": verdict.mutant.subject.name,
                    "rule": verdict.mutant.original.name,
                    "rules": verdict.mutant.subject.place,
                    "place": places.told(verdict),
                    "operator": verdict.mutant.operator,
                    "fault": verdict.mutant.what,
                    "reason": verdict.reason,
                    "diff": list(verdict.mutant.diff),
                }
                for verdict in score.verdicts
                if verdict.fate != "killed"
            ],
        }

    @property
    def _origins(self) -> dict[str, Origins]:
        return {f"{each.platform.environment}/{each.platform.name}": each.origins for each in self.subjects}


def _kind_of(reason: str) -> str:
    """Return a reason without the names in it."""
    return _NAMED.sub("…", reason)


_NAMED: Final = re.compile(r"`[^`]*`")


def _counted(verdicts: Sequence[Verdict]) -> str:
    from tocsin.prove.mutation.score import share_of

    counts = Counter(verdict.fate for verdict in verdicts)
    rest = "".join(f", {counts[fate]} {fate}" for fate in ("survived", "unjudged", "equivalent") if counts[fate])
    return f"{counts['killed']} of {len(verdicts) - counts['equivalent']} killed ({share_of(verdicts):.2%}){rest}"


class _Places:
    """Where in the specs the rules of verdicts come from."""

    def __init__(self, origins: Mapping[str, Origins]) -> None:
        self._origins = origins

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
            key = (self.told(each), each.mutant.subject.name, each.mutant.original.name, _fault(each), each.fate)
            found.setdefault(key, []).append(each)
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
