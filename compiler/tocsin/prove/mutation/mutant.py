"""Mutants: a subject with one fault in one of its rules."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from tocsin import promql, source
from tocsin.discovery import modules
from tocsin.prove.mutation.rule import Rule
from tocsin.prove.mutation.subject import Subject


class Mutant(Struct, frozen=True, kw_only=True):
    """The rule number `index` of a subject has become `rule`."""

    subject: Subject
    index: int
    rule: Rule
    operator: str
    what: str
    nth: int
    """Its number among the subject's mutants: faults of one operator may read alike."""

    @property
    def key(self) -> str:
        """Return what tells it from all others, the same in every run."""
        return f"{self.subject.place}:{self.subject.name}:{self.nth}:{self.operator}:{self.what}"

    @property
    def place(self) -> tuple[str, str, int]:
        """Return where it stands among all."""
        return self.subject.place, self.subject.name, self.nth

    @property
    def original(self) -> Rule:
        """Return the rule as it was written."""
        return self.subject.rules[self.index]

    @property
    def at(self) -> source.KeyPath | None:
        """Return where the rule comes from in the spec."""
        return self.subject.at[self.index]

    @property
    def diff(self) -> tuple[str, ...]:
        """Return the lines of the rule that differ, as a unified diff shows them."""
        before, after = (list(_lines(rule)) for rule in (self.original, self.rule))
        lines = difflib.unified_diff(before, after, n=0, lineterm="")
        return tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))


def mutants(subject: Subject) -> Iterator[Mutant]:
    """Yield every mutant of a subject, in the order of its rules; those that Prometheus could not read are none."""
    nth = 0
    for index, rule in enumerate(subject.rules):
        for module in modules("tocsin.prove.mutation.operators"):
            for change in module.changes(rule):
                if isinstance(promql.parse(promql.to_text(change.rule.expr)), promql.ParseFailure):
                    continue
                operator = module.__name__.rpartition(".")[2]
                yield Mutant(subject=subject, index=index, rule=change.rule, operator=operator, what=change.what, nth=nth)
                nth += 1


def sampled(found: Iterable[Mutant], *, number: int | None, seed: int) -> Sequence[Mutant]:
    """Return `number` of the mutants (None: all), the same for the same seed whatever else there is."""
    if number is None:
        return tuple(found)
    drawn = sorted(found, key=lambda mutant: hashlib.sha256(f"{seed}:{mutant.key}".encode()).digest())[:number]
    return tuple(sorted(drawn, key=lambda mutant: mutant.place))


def _lines(rule: Rule) -> Iterator[str]:
    for field, value in rule.content().items():
        if isinstance(value, dict):
            yield from (f"{field}.{key}: {text}" for key, text in sorted(value.items()))
        elif field == "expr":
            yield from promql.pretty(rule.expr, width=120).splitlines()
        else:
            yield f"{field}: {value}"
