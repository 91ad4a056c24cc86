"""What promtool is content with though nothing was tested; each of them must be told."""

import re
from pathlib import Path

from prove.alerts.small_shop import RULES, alerts, all_asking_about, asking_about, changed, proved, written


def test_a_rule_file_that_was_not_written(programs: Path) -> None:
    files = {path: text for path, text in written().items() if path != RULES}
    said = alerts(proved(files, programs).failed)
    assert f"the rule file `{RULES}` cannot be read" in said["ErrorsHigh (critical)"]
    assert f"reads `{RULES}`, which was not written" in said[""]


def test_a_rule_file_that_is_read_under_a_wrong_name(programs: Path) -> None:
    report = proved(changed("proofs/", "shop-chat.rules.yaml", "shop-chatter.rules.yaml"), programs)
    assert alerts(report.unproved)["ErrorsHigh (critical)"] == "no test asks about it"


def test_a_file_without_tests(programs: Path) -> None:
    files = written()
    report = proved(
        {**files, **{file: f"{files[file].partition('tests:')[0]}tests: []\n" for file in all_asking_about("ErrorsHigh")}}, programs
    )
    assert alerts(report.unproved)["ErrorsHigh (critical)"] == "no test asks about it"


def test_a_test_file_that_is_missing(programs: Path) -> None:
    files = _without_others("")
    assert alerts(proved(files, programs).unproved)["ErrorsHigh (critical)"] == "no test asks about it"


def test_a_misspelt_alert_of_which_silence_is_expected(programs: Path) -> None:
    file = asking_about("ErrorsHigh")
    report = proved(changed(file, "alertname: ErrorsHigh\n", "alertname: ErrorHigh\n"), programs)
    assert "asks about `ErrorHigh`, and no rule has that name" in alerts(report.failed)[""]


def test_an_alert_that_the_rule_file_calls_otherwise(programs: Path) -> None:
    report = proved(changed(RULES, "alert: ErrorsHigh", "alert: ErrorsAreHigh"), programs)
    assert "has no alert `ErrorsHigh` with the severity `critical`" in alerts(report.failed)["ErrorsHigh (critical)"]


def test_an_alert_that_nobody_means(programs: Path) -> None:
    more = "  - alert: Nobodys\n    expr: vector(1)\n    labels: {severity: critical}\n"
    report = proved({**written(), RULES: written()[RULES] + more}, programs)
    assert alerts(report.failed)[""] == f"`{RULES}` has `Nobodys` with the severity `critical` 1 time more than is meant"


def test_an_alert_again_with_a_severity_that_none_of_its_name_has(programs: Path) -> None:
    more = "  - alert: QueueHigh\n    expr: model_queue_depth > 9\n    labels: {severity: page}\n"
    said = alerts(proved({**written(), RULES: written()[RULES] + more}, programs).failed)
    assert all("the alert {severity=page" in said[f"QueueHigh ({severity})"] for severity in ("warning", "critical"))


def test_a_group_that_is_evaluated_another_time(programs: Path) -> None:
    report = proved(changed(RULES, "chat.availability\n", "chat.availability\n  interval: 1h\n"), programs)
    assert alerts(report.failed)[""] == f"the group `chat.availability` of `{RULES}` was written with another interval than is meant"


def test_an_alert_that_is_never_expected_to_fire(programs: Path) -> None:
    file, head, checks = _checks()
    silent = [check for check in checks if "exp_" not in check]
    report = proved({**_without_others(file), file: "".join((head, *silent))}, programs)
    assert alerts(report.unproved)["ErrorsHigh (critical)"] == "no test expects it to fire"


def test_an_alert_that_is_never_expected_to_be_silent_where_there_are_series(programs: Path) -> None:
    file, head, checks = _checks()
    fires = [check for check in checks if "exp_alerts" in check]
    nothing = "- name: nothing\n  interval: 1m\n  alert_rule_test:\n  - {eval_time: 30m, alertname: ErrorsHigh}\n"
    report = proved({**_without_others(file), file: "".join((head, *fires, nothing))}, programs)
    assert alerts(report.unproved)["ErrorsHigh (critical)"] == "no test expects it to be silent"


def _without_others(file: str) -> dict[str, str]:
    """Return what is written, but of what asks about the alert only `file`."""
    others = set(all_asking_about("ErrorsHigh")) - {file}
    return {path: text for path, text in written().items() if path not in others}


def _checks() -> tuple[str, str, list[str]]:
    """Return a file that asks for an alert to fire, what stands before its questions, and those of its first test about alerts."""
    firsts = {file: written()[file].partition("  promql_expr_test:")[0] for file in all_asking_about("ErrorsHigh")}
    file, first = next((file, first) for file, first in firsts.items() if "exp_alerts" in first)
    head, *checks = re.split(r"^(?=  - eval_time)", first, flags=re.MULTILINE)
    return file, head, checks


def test_a_test_file_that_is_no_yaml(programs: Path) -> None:
    file = asking_about("ErrorsHigh")
    report = proved({**written(), file: "tests: ["}, programs)
    assert f"`{file}` cannot be read" in alerts(report.failed)[""]


def test_a_test_that_asks_nothing(programs: Path) -> None:
    file = asking_about("ErrorsHigh")
    report = proved({**written(), file: f"{written()[file]}- name: idle\n  interval: 1m\n"}, programs)
    assert f"the test `idle` of `{file}` asks nothing" in alerts(report.failed)[""]


def test_promtool_that_says_nothing(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "promtool").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "promtool").chmod(0o755)
    (tmp_path / "amtool").symlink_to(programs / "amtool")
    assert all("promtool said nothing about it" in said for said in alerts(proved(written(), tmp_path).failed).values())
    assert alerts(proved(written(), tmp_path).failed)
