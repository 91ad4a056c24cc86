"""Which alerts the written tests really ask about: promtool is content with a test that asks nothing.

It passes when a rule file is missing, when there are no tests, and when the alert of a test that expects silence does not exist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tocsin import ir, promql
from tocsin.drives import Changing
from tocsin.duration import parse_duration
from tocsin.prove.alerts.slices import RuleFile, WrittenRule
from tocsin.prove.alerts.written_tests import WrittenTest


def gap(alert: ir.Alert, states: Sequence[ir.Recording], tests: Sequence[WrittenTest]) -> str:
    """Return why `tests`, those that read its rule file, do not prove `alert` and the recorded `states` of it; empty when they do."""
    asked = [(check.expects(alert), test.series > 0) for test in tests for check in test.checks_of(alert.name)]
    if not asked and alert.proof is None and alert.script is None:
        return alert.unproved or "nothing says what its value is made of"
    if not any(fires for fires, _ in asked):
        why = "no test expects it to fire" if asked else "no test asks about it"
        return why if alert.proof is None else why + _why_not(alert.proof)
    if not all(_asked(state, tests) for state in states):
        return "no test asks when its limit is kept, and when it is not"
    # Where there is nothing at all, silence proves little.
    return "" if any(not fires and has_series for fires, has_series in asked) else "no test expects it to be silent"


def _why_not(proof: ir.Proof) -> str:
    guards = [held for held in proof.held if held.bound is not None]
    if not all(guard.tells for guard in guards):
        return ": no series of a proof reach what a guard asks"
    if isinstance(proof.drive, Changing):
        _, most = proof.drive.reaching([limit for _, limit in proof.bounds]).domain
        if all(op in {">", ">="} and limit >= most for op, limit in proof.bounds):
            return ": no series of a proof change so often"
    return ": where a guard reads series of the value itself, no test can tell the two apart" if guards else ""


def _asked(state: ir.Recording, tests: Iterable[WrittenTest]) -> bool:
    """Tell whether `tests` ask that a recorded state be 0, and that it be 1, as `emit.proving.recordings` does."""
    own = tuple(promql.equals(label, value) for label, value in sorted(state.proved.items()))
    series = promql.to_text(promql.Selector(state.record, own))
    asked = [expression for test in tests for expression in test.expressions]
    return all(any(each.startswith(f"abs({kept}) <") for each in asked) for kept in (series, f"{series} - 1"))


def lacks(alert: ir.Alert, file: str, rules: RuleFile | None) -> str:
    """Return what is wrong with the content of the rule file of `alert`, None when it was not written; empty when the alert is there."""
    if rules is None:
        return f"the rule file `{file}` cannot be read"
    if not any(_is(alert, rule) for rule in rules.rules):
        return f"`{file}` has no alert `{alert.name}` with the severity `{alert.severity}`"
    return ""


def strangers(rules: RuleFile, tests: Iterable[WrittenTest]) -> Iterator[str]:
    """Yield what is wrong with tests that ask about alerts or recordings which the rule file does not have, or ask nothing."""
    names, recordings = ({rule.name for rule in rules.rules if rule.is_alert is kind} for kind in (True, False))
    for test in tests:
        for name in sorted({check.alert for check in test.checks} - names):
            yield f"the test `{test.name}` of `{test.file}` asks about `{name}`, and no rule has that name"
        for name in sorted(test.recorded - recordings):
            yield f"the test `{test.name}` of `{test.file}` asks what is recorded as `{name}`, and no rule records it"
        if not test.names:
            yield f"the test `{test.name}` of `{test.file}` asks nothing"


def unmeant(meant: ir.RuleObject, file: str, written: RuleFile) -> Iterator[str]:
    """Yield what is wrong with the rules of a file that no test looks at: rules that nobody means, and how often they are evaluated."""
    rules = Counter(_named(rule) for rule in meant.rules)
    for (name, severity), number in (Counter((rule.name, rule.severity) for rule in written.rules) - rules).items():
        told = f" with the severity `{severity}`" if severity else ""
        yield f"`{file}` has `{name}`{told} {number} time{'s' if number > 1 else ''} more than is meant"
    # Groups are divided where they are too large for an object, and keep their interval.
    intervals = {(_named(rule), group.interval_ms) for group in meant.groups for rule in group.rules}
    for group in written.groups:
        interval = str(group.content.get("interval", "0s"))
        if any(
            (rule.name, rule.severity) in rules and ((rule.name, rule.severity), parse_duration(interval)) not in intervals
            for rule in group.rules
        ):
            yield f"the group `{group.content.get('name')}` of `{file}` was written with another interval than is meant"


def _named(rule: ir.Alert | ir.Recording) -> tuple[str, str]:
    return (rule.name, rule.severity) if isinstance(rule, ir.Alert) else (rule.record, "")


def missing_files(test: WrittenTest, written: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the rule files of a test: promtool only warns of one that does not exist."""
    if not test.rule_files:
        yield f"the test `{test.name}` of `{test.file}` reads no rule file"
    for file in test.rule_files:
        if file not in written:
            yield f"`{test.file}` reads `{file}`, which was not written"


def _is(alert: ir.Alert, rule: WrittenRule) -> bool:
    return rule.is_alert and rule.name == alert.name and rule.severity == alert.severity
