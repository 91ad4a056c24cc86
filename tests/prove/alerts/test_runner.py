from pathlib import Path

import pytest

from prove.alerts.small_shop import ERRORS, FILE, QUEUE, RULES, alerts, changed, proved, written
from tocsin.prove.kept import Kept


def test_all_is_proved_of_what_the_compiler_writes(programs: Path) -> None:
    report = proved(written(), programs)
    assert not report.failed
    assert not report.unproved
    assert report.count("alert") == report.count("route") == (4, 4)
    assert report.count("notification") == (2, 2)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        pytest.param(
            "> 0.05", "< 0.05", ERRORS, "after it has recovered: the alert {severity=critical} fires and must not", id="comparison"
        ),
        pytest.param(
            "> 10", "> 11", QUEUE, "just beyond the limit: the alert {severity=warning, pod=pod-1} must fire and does not", id="limit"
        ),
        pytest.param("      owner: search\n", "", QUEUE, 'its label `owner` is missing and not "search"', id="lost-label"),
        pytest.param('model="chat",', "", ERRORS, "must not", id="lost-matcher"),
        pytest.param("for: 10m", "for: 20m", ERRORS, "must fire and does not", id="doubled-for"),
        pytest.param("for: 10m", "for: 5m", ERRORS, "before its time: the alert {severity=critical} fires and must not", id="halved-for"),
        pytest.param("$value | humanizePercentage", "$value | printf 5", ERRORS, 'its annotation `description` is "<error', id="template"),
        pytest.param("max by (pod)", "max by (instance)", QUEUE, "its label `instance` is", id="aggregation"),
    ],
)
def test_a_broken_rule_is_shown_at_its_line_with_what_it_does_instead(old: str, new: str, line: int, said: str, programs: Path) -> None:
    report = proved(changed(RULES, old, new), programs)
    broken = [outcome for outcome in report.failed if outcome.kind == "alert" and outcome.span.line == line]
    assert [outcome.span.file for outcome in broken] == [FILE] * len(broken)
    assert said in "; ".join(problem for outcome in broken for problem in outcome.problems)


def test_only_the_alert_of_the_broken_severity_fails(programs: Path) -> None:
    report = proved(changed(RULES, "> 20", "> 21"), programs)
    assert [outcome.name for outcome in report.failed] == ["QueueHigh (critical)"]


def test_a_wrong_receiver_is_shown_at_the_lines_of_the_alerts_that_go_there(programs: Path) -> None:
    report = proved(changed("alertmanager/", "- receiver: pager", "- receiver: team"), programs)
    wrong = [outcome for outcome in report.failed if outcome.kind == "route"]
    assert {outcome.span.line for outcome in wrong} >= {QUEUE, ERRORS}
    assert {problem for outcome in wrong for problem in outcome.problems} == {"goes to `team` and not to `pager`"}


def test_a_broken_text_of_a_receiver_is_shown_at_the_receiver(programs: Path) -> None:
    report = proved(changed("alertmanager/", '{{ template "tocsin.title" . }}', '{{ template "tocsin.t" . }}'), programs)
    assert {outcome.name for outcome in report.failed if outcome.kind == "notification"} == {"pager (firing)", "pager (resolved)"}


def test_a_rule_that_promtool_refuses_fails_every_alert_of_the_tests_that_need_it(programs: Path) -> None:
    report = proved(changed(RULES, "sum(rate(", "summ(rate("), programs)
    assert "unknown function with name" in alerts(report.failed)["ErrorsHigh (critical)"]
    # The others pass their own tests; with this one they share the test of a world without series.
    assert report.count("alert")[0] == 0


def test_what_was_proved_of_other_files_is_not_taken_for_a_proof(programs: Path) -> None:
    kept = Kept(None)
    first = proved(written(), programs, kept=kept)
    assert not first.failed
    assert proved(changed(RULES, "> 20", "> 21"), programs, kept=kept).failed
    assert proved(changed("alertmanager/", "- receiver: pager", "- receiver: team"), programs, kept=kept).failed
    again = proved(written(), programs, kept=kept)
    assert (again.failed, again.ran, again.tests) == ((), 0, first.tests)
