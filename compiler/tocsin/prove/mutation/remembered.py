"""Mutants that were killed before, by a checksum of everything that killed them, so that they need not be judged again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from tocsin.prove.kept import Kept
from tocsin.prove.mutation.judge import Verdict
from tocsin.prove.mutation.mutant import Mutant
from tocsin.prove.mutation.subject import Subject


class Remembered:
    """The dead among the mutants of subjects. Whoever survived is judged again."""

    def __init__(self, kept: Kept, identity: str) -> None:
        """Take what remembers proofs, and what tells one promtool and compiler from another."""
        self._kept = kept
        self._identity = identity
        self._keys: dict[int, str] = {}
        self._dead: dict[str, set[int]] = {}

    def killed(self, mutant: Mutant) -> bool:
        """Tell whether the same tests have killed a mutant of the same rules before."""
        return mutant.nth in self._of(mutant.subject)

    def keep(self, verdicts: Iterable[Verdict]) -> None:
        """Remember those that were killed."""
        for verdict in verdicts:
            if verdict.fate == "killed":
                dead = self._of(verdict.mutant.subject)
                dead.add(verdict.mutant.nth)
                self._kept.keep(self._key(verdict.mutant.subject), [{"killed": sorted(dead)}])

    def _of(self, subject: Subject) -> set[int]:
        key = self._key(subject)
        if key not in self._dead:
            rows = self._kept.find(key)
            self._dead[key] = set(rows[0]["killed"]) if rows else set()
        return self._dead[key]

    def _key(self, subject: Subject) -> str:
        if id(subject) not in self._keys:
            rules = [rule.content() for rule in subject.rules]
            content = [self._identity, subject.name, rules, [[exam.interval, exam.group] for exam in subject.exams]]
            checksum = hashlib.sha256(json.dumps(content, ensure_ascii=False, default=dict).encode()).hexdigest()
            self._keys[id(subject)] = f"mutants {checksum}"
        return self._keys[id(subject)]
