"""Rules and tests as they are written, for mutants; a strong test notices every fault, a weak one only that nothing fires."""

from __future__ import annotations

import json
from pathlib import Path

from prove.alerts.small_shop import RULES, compiled, written
from tocsin.prove.alerts.slices import read_rules
from tocsin.prove.mutation.mutant import Mutant, mutants
from tocsin.prove.mutation.rule import Rule, parsed
from tocsin.prove.mutation.subject import Subject, subjects

PROMTOOL = Path(__file__).parents[3] / ".tools" / "bin" / "promtool"


def weak() -> dict[str, str]:
    """Return what is written, with tests that only ask whether the alert on the queue is silent when there is no series."""
    check = {"eval_time": "1h", "alertname": "QueueHigh"}
    test = {"rule_files": [f"../{RULES}"], "evaluation_interval": "1m", "tests": [{"interval": "1m", "alert_rule_test": [check]}]}
    kept = {path: text for path, text in written().items() if not path.startswith("proofs/")}
    return {**kept, "proofs/shop-chat-1m.test.yaml": json.dumps(test)}


def found(files: dict[str, str] | None = None) -> list[Subject]:
    """Return what is mutated of the small shop."""
    return list(subjects(compiled().platform, files or written()))


def every(files: dict[str, str] | None = None) -> list[Mutant]:
    """Return all mutants of the small shop."""
    return [mutant for subject in found(files) for mutant in mutants(subject)]


def rule(expr: str, **fields: object) -> Rule:
    """Return an alert called `Hot` as it would be read from a rule file."""
    text = json.dumps({"groups": [{"name": "a", "rules": [{"alert": "Hot", "expr": expr, **fields}]}]})
    read = parsed(read_rules(text).rules[0])
    assert read is not None
    return read
