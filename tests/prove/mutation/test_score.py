"""promtool over mutants: strong tests kill them, weak ones let them live, and then their lines are named."""

import json
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from prove.alerts.small_shop import QUEUE, SPEC, compiled, written
from prove.mutation.subject import PROMTOOL, every, found, weak
from tocsin.cli.mutation import Mutants
from tocsin.promql import to_text
from tocsin.prove.everything import Subject
from tocsin.prove.junit import as_junit
from tocsin.prove.kept import Kept
from tocsin.prove.mutation import Score, mutate
from tocsin.prove.mutation.judge import judge
from tocsin.prove.mutation.mutant import sampled
from tocsin.prove.mutation.trial import Trial, mentioned
from tocsin.prove.report import Report


def scored(
    files: dict[str, str], *, number: int | None = None, seed: int = 0, promtool: Path = PROMTOOL, kept: Kept | None = None
) -> Score:
    return mutate([(compiled().platform, files)], promtool=promtool, number=number, seed=seed, kept=kept, identity="these")


def told(score: Score, files: dict[str, str]) -> Mutants:
    return Mutants(score, [Subject(platform=compiled().platform, origins=compiled().origins, written=files, identity="")])


def shown(score: Score, files: dict[str, str]) -> bool:
    mutants = told(score, files)
    mutants.show({"specs/shop/shop.yaml": SPEC}, 0.0)
    return mutants.good(0.99)


def test_a_weak_test_lets_mutants_live_and_they_are_told_at_their_line(capsys: pytest.CaptureFixture[str]) -> None:
    score = scored(weak())
    assert Counter(each.fate for each in score.verdicts)["survived"] > len(score.verdicts) / 2
    assert not shown(score, weak())
    said = capsys.readouterr()
    assert re.search(rf"specs/shop/shop.yaml:{QUEUE}:", said.err)
    assert "`QueueHigh` (warning), the limit of `>` became `11`" in said.err
    assert "\n    -" in said.err
    assert "\n    +" in said.err
    assert re.search(r"^  threshold: 0 of \d+ killed \(0.00%\), \d+ survived", said.out, re.MULTILINE)


def test_the_generated_tests_notice_what_the_weak_one_does_not() -> None:
    score = scored(written())
    left = [each.mutant for each in score.verdicts if each.fate not in {"killed", "equivalent"}]
    assert {mutant.operator for mutant in left} <= {"threshold", "window"}
    assert not [mutant.what for mutant in left if mutant.subject.name == "QueueHigh"]
    assert score.share > 0.9


def test_a_sample_is_drawn_by_its_seed_alone() -> None:
    mutants = every()
    drawn = [mutant.key for mutant in sampled(mutants, number=10, seed=7)]
    assert drawn == [mutant.key for mutant in sampled(list(reversed(mutants)), number=10, seed=7)]
    assert drawn != [mutant.key for mutant in sampled(mutants, number=10, seed=8)]
    assert len(drawn) == 10
    assert [mutant.key for mutant in sampled(mutants, number=None, seed=7)] == [mutant.key for mutant in mutants]


def test_a_test_that_fails_without_any_fault_judges_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        path: text.replace("alertname: QueueHigh\n", "alertname: QueueHigh\n    exp_alerts: [{}]\n", 1) for path, text in weak().items()
    }
    files |= {
        path: text.replace('"QueueHigh"}', '"QueueHigh", "exp_alerts": [{"exp_labels": {"a": "b"}}]}') for path, text in files.items()
    }
    score = scored(files)
    assert {each.fate for each in score.verdicts} <= {"unjudged", "equivalent"}
    assert not shown(score, files)
    assert "the alert's own proof fails" in capsys.readouterr().err


def test_a_repository_without_any_mutant_is_not_good_enough(capsys: pytest.CaptureFixture[str]) -> None:
    assert not shown(scored({path: text for path, text in written().items() if not path.startswith("proofs/")}), {})
    assert "0 of 0 killed" in capsys.readouterr().out


def test_an_expression_that_fails_kills_its_mutant_and_the_others_are_judged_all_the_same() -> None:
    (subject,) = (each for each in found() if each.name == "QueueHigh")
    mutants = [mutant for mutant in every() if mutant.subject.name == "QueueHigh"]
    lost = [mutant for mutant in mutants if mutant.operator in {"grouping", "annotation"}]
    assert {verdict.fate for verdict in judge(tuple(lost), PROMTOOL)} == {"killed"}
    assert subject.exams


def test_a_text_that_prometheus_cannot_read_kills_its_mutant_and_the_others_are_judged_all_the_same() -> None:
    mutants = [mutant for mutant in every() if mutant.subject.name == "QueueHigh" and mutant.operator == "wait"]
    unread = replace(mutants[0], rule=replace(mutants[0].original, annotations={"summary": "{{ end }}"}))
    verdicts = list(judge((unread, *mutants[1:]), PROMTOOL))
    assert {verdict.fate for verdict in verdicts} == {"killed"}
    assert len(verdicts) == len(mutants) > 1


def test_each_mutant_reads_its_own_recording() -> None:
    mutants = tuple(mutant for mutant in every() if not mutant.original.is_alert)[:2]
    subject = mutants[0].subject
    (exam, *_) = (each for each in subject.exams if each.asks_alerts)
    rules = json.loads(Trial(subject=subject, exam=exam, mutants=mutants).rules())["groups"][0]["rules"]
    alerts = {rule["alert"]: rule["expr"] for rule in rules if "alert" in rule}
    records = [rule["record"] for rule in rules if "record" in rule]
    name, record = subject.name, mutants[0].original.name
    assert records == [record, f"{record}__m1", f"{record}__m2"]
    assert [record in alerts[f"{name}__m{number}"] for number in range(3)] == [True] * 3
    assert [f"{record}__m{number}" in alerts[f"{name}__m{number}"] for number in range(3)] == [False, True, True]


def test_where_only_recordings_are_asked_for_nobody_evaluates_alerts() -> None:
    mutants = tuple(mutant for mutant in every() if not mutant.original.is_alert)[:2]
    subject = mutants[0].subject
    exam, *others = subject.exams
    assert not exam.asks_alerts
    assert others
    trial = Trial(subject=subject, exam=exam, mutants=mutants)
    assert not [rule for rule in json.loads(trial.rules())["groups"][0]["rules"] if "alert" in rule]
    asked = [check["expr"] for check in json.loads(trial.test("rules.json"))["tests"][0]["promql_expr_test"]]
    # What is recorded without a fault comes first: it must be right, or nobody is judged.
    assert [sum(f"__m{number}" in expr for expr in asked) > 0 for number in (1, 2)] == [True, True]
    assert "__m" not in asked[0]


def test_what_promtool_says_names_the_mutants_that_it_refuses() -> None:
    assert mentioned('alertname: A__m1, time: 5m, got: {alertname="A__m1"}\n rule: r:rate5m__m20, time: 1m, err: x') == {1, 20}


def test_a_fault_in_what_is_recorded_is_told_from_one_of_a_mutant() -> None:
    assert mentioned('    expr: "abs(rate:5m - 1)", time: 5m,\n    expr: "abs(rate:5m__m3 - 1)", time: 5m,') == {0, 3}


def test_json_holds_what_was_not_killed() -> None:
    score = scored(weak(), number=20, seed=1)
    data = json.loads(json.dumps(told(score, weak()).data(0.0)))
    assert sum(data["mutants"].values()) == 20
    assert sum(sum(fates.values()) for fates in data["operators"].values()) == 20
    assert len(data["left"]) == 20 - data["mutants"]["killed"]
    assert all(to_text(each.mutant.rule.expr) for each in score.verdicts)


def test_who_was_killed_is_not_judged_again_and_who_survived_is(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    first = scored(weak(), number=30, seed=2, kept=kept)
    kept.save()
    again = scored(weak(), number=30, seed=2, kept=Kept(tmp_path))
    assert [verdict.fate for verdict in again.verdicts] == [verdict.fate for verdict in first.verdicts]
    assert first.ran == len(first.with_fate("killed")) + len(first.with_fate("survived"))
    assert again.ran == len(first.with_fate("survived"))
    assert scored(written(), number=30, seed=2, kept=Kept(tmp_path)).ran > 0


@pytest.mark.parametrize(("least", "kind"), [(0.99, "failure"), (0.0, "skipped")])
def test_junit_has_a_case_for_the_mutants_of_each_alert(least: float, kind: str) -> None:
    score = scored(weak(), number=40, seed=3)
    outcomes = told(score, weak()).outcomes(least)
    root = ET.fromstring(as_junit(Report(outcomes=outcomes, remarks=(), tests=0, ran=0), at="2026-01-05T09:00:00", allow_unproved=False))  # noqa: S314  # made here
    (case,) = root.iter("testcase")
    killed, survived = len(score.with_fate("killed")), len(score.with_fate("survived"))
    assert case.get("name") == f"QueueHigh: {killed} of {killed + survived} mutants killed"
    assert float(case.get("time", "0")) > 0
    (left,) = case.iter(kind)
    assert "no test notices it" in left.get("message", "")
