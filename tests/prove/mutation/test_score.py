"""promtool over mutants: strong tests kill them, weak ones let them live, and then their lines are named."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from prove.alerts.small_shop import QUEUE, SPEC, compiled
from prove.mutation.subject import PROMTOOL, every, found, weak, written
from tocsin.cli.mutation import show
from tocsin.promql import to_text
from tocsin.prove.everything import Subject
from tocsin.prove.mutation import Score, mutate
from tocsin.prove.mutation.judge import judge
from tocsin.prove.mutation.mutant import sampled
from tocsin.prove.mutation.trial import Trial, mentioned


def scored(files: dict[str, str], *, number: int | None = None, seed: int = 0, promtool: Path = PROMTOOL) -> Score:
    return mutate([(compiled().platform, files)], promtool=promtool, number=number, seed=seed)


def shown(score: Score, files: dict[str, str], style: str = "text") -> bool:
    subject = Subject(platform=compiled().platform, origins=compiled().origins, written=files, identity="")
    return show(score, [subject], {"specs/shop/shop.yaml": SPEC}, style, least=0.99, seconds=0.0)


def test_a_weak_test_lets_mutants_live_and_they_are_told_at_their_line(capsys: pytest.CaptureFixture[str]) -> None:
    score = scored(weak())
    assert Counter(each.fate for each in score.verdicts)["survived"] > len(score.verdicts) / 2
    assert not shown(score, weak())
    told = capsys.readouterr().err
    assert re.search(rf"specs/shop/shop.yaml:{QUEUE}:", told)
    assert "`QueueHigh` (warning), the limit of `>` became `11`" in told
    assert "\n    -" in told
    assert "\n    +" in told


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


def test_each_mutant_reads_its_own_recording() -> None:
    mutants = tuple(mutant for mutant in every() if not mutant.original.is_alert)[:2]
    subject = mutants[0].subject
    rules = json.loads(Trial(subject, subject.exams[0], mutants).rules())["groups"][0]["rules"]
    alerts = {rule["alert"]: rule["expr"] for rule in rules if "alert" in rule}
    records = [rule["record"] for rule in rules if "record" in rule]
    name, record = subject.name, mutants[0].original.name
    assert records == [record, f"{record}__m1", f"{record}__m2"]
    assert [record in alerts[f"{name}__m{number}"] for number in range(3)] == [True] * 3
    assert [f"{record}__m{number}" in alerts[f"{name}__m{number}"] for number in range(3)] == [False, True, True]


def test_what_promtool_says_names_the_mutants_that_it_refuses() -> None:
    assert mentioned('alertname: A__m1, time: 5m, got: {alertname="A__m1"}\n rule: r:rate5m__m20, time: 1m, err: x') == {1, 20}


def test_json_holds_what_was_not_killed(capsys: pytest.CaptureFixture[str]) -> None:
    score = scored(weak(), number=20, seed=1)
    shown(score, weak(), "json")
    data = json.loads(capsys.readouterr().out)
    assert sum(data["mutants"].values()) == 20
    assert len(data["left"]) == 20 - data["mutants"]["killed"]
    assert all(to_text(each.mutant.rule.expr) for each in score.verdicts)
