import pytest
from msgspec.structs import replace

from verify.small_nodes import ALERT, GROUP, RECORDING, RULE_OBJECT
from verify.small_world import INSTALLED, World


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("fraud:up:sum == 0", "rate(up) > 1", "expected type range vector", ALERT.at),
        ('sum(up{model="fraud"})', "sum(up", "unclosed left parenthesis", RECORDING.at),
        ("{{ $value }}", "{{ $value | nope }}", 'function "nope" not defined', ALERT.at),
        ("{{ $value }}", "{{ $value ", "unclosed action", ALERT.at),
        ("for: 5m", "for: 5x", 'unknown unit "x" in duration "5x"', ALERT.at),
        ("severity: critical", "__name__: critical", "invalid label name: __name__", ALERT.at),
        ("for: 5m", "while: 5m", "field while not found", ALERT.at),
    ],
)
def test_a_fault_is_shown_where_the_spec_says_the_rule(world: World, old: str, new: str, said: str, at: tuple[str, ...]) -> None:
    world.change_rules(old, new)
    complaint = next(complaint for complaint in world.complaints() if complaint.judge == "promtool")
    assert said in complaint.message
    assert complaint.at == at
    assert complaint.path == "generated/prod/shop/prometheus/fraud.rules.yaml"


def test_two_faults_of_one_file_are_two_complaints(world: World) -> None:
    world.change_rules("fraud:up:sum == 0", "rate(up) > 1")
    rules = (world.folder / "prometheus/fraud.rules.yaml").read_text().replace('sum(up{model="fraud"})', "sum(up")
    world.write("prometheus/fraud.rules.yaml", rules)
    assert {complaint.at for complaint in world.complaints() if complaint.judge == "promtool"} == {ALERT.at, RECORDING.at}


def test_a_rule_that_was_lost_on_the_way_is_missed(world: World) -> None:
    world.change_rules('      - record: fraud:up:sum\n        expr: sum(up{model="fraud"})\n', "")
    complaint = world.complaint()
    assert complaint.message == "1 rules were found, the spec means 2"
    assert complaint.at == RULE_OBJECT.at


def test_an_empty_file_is_no_success(world: World) -> None:
    world.write("prometheus/fraud.rules.yaml", "")
    assert "0 rules were found, the spec means 2" in {complaint.message for complaint in world.complaints()}


def test_a_file_that_is_no_yaml_is_reported_once_by_promtool(world: World) -> None:
    world.write("prometheus/fraud.rules.yaml", "groups: [")
    complaints = [complaint for complaint in world.complaints() if complaint.judge == "promtool"]
    assert len(complaints) == 1
    assert "did not find expected node content" in complaints[0].message


def test_a_rule_that_is_there_twice_is_reported_at_the_second(world: World) -> None:
    second = replace(RECORDING, at=("models", "fraud", "recordings", "again"))
    world.platform = replace(world.platform, rules=(replace(RULE_OBJECT, groups=(replace(GROUP, rules=(RECORDING, second, ALERT)),)),))
    world.change_rules("      - alert:", "      - record: fraud:up:sum\n        expr: sum(up)\n      - alert:")
    complaint = world.complaint()
    assert complaint.message.startswith("Metric: fraud:up:sum")
    assert complaint.at == second.at


def test_a_series_that_two_files_record_is_reported(world: World) -> None:
    other = replace(RULE_OBJECT, name="other", groups=(replace(GROUP, rules=(replace(RECORDING, at=("models", "other")),)),))
    world.platform = replace(world.platform, rules=(RULE_OBJECT, other))
    rules = (world.folder / "prometheus/fraud.rules.yaml").read_text().partition("      - alert")[0]
    world.write("prometheus/other.rules.yaml", rules)
    complaint = next(complaint for complaint in world.complaints() if complaint.judge == "promtool")
    assert "recorded with the same labels in `prometheus/fraud.rules.yaml`" in complaint.message
    assert complaint.at == ("models", "other")


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("record: fraud:up:sum", "record: fraud-up", RECORDING.at),
        ("record: fraud:up:sum", "record: fräud", RECORDING.at),
        ("severity: critical", "the.severity: critical", ALERT.at),
        ("summary: ", "the-summary: ", ALERT.at),
    ],
)
def test_a_name_that_only_promtool_takes_is_refused(world: World, old: str, new: str, at: tuple[str, ...]) -> None:
    world.change_rules(old, new)
    complaint = world.complaint()
    assert complaint.message.endswith("name for prometheus-operator")
    assert complaint.at == at


def test_a_file_that_the_spec_does_not_know_is_reported(world: World) -> None:
    world.write("prometheus/old.rules.yaml", "groups: []\n")
    complaint = world.complaint()
    assert complaint.message == "the spec has no such rules"
    assert complaint.at is None


def test_a_repeated_group_is_reported(world: World) -> None:
    again = replace(GROUP, at=("models", "fraud", "again"))
    world.platform = replace(world.platform, rules=(replace(RULE_OBJECT, groups=(GROUP, replace(again, rules=()))),))
    world.change_rules('summary: "down for {{ $value }}"\n', 'summary: "down for {{ $value }}"\n  - name: fraud\n    rules: []\n')
    complaint = next(complaint for complaint in world.complaints() if complaint.judge == "promtool")
    assert 'groupname: "fraud" is repeated' in complaint.message
    assert complaint.at == again.at


def test_a_failure_without_a_reason_is_a_complaint(world: World) -> None:
    (world.root / ".tools").unlink()
    programs = world.root / ".tools" / "bin"
    programs.mkdir(parents=True)
    (programs / "amtool").symlink_to(INSTALLED / "bin" / "amtool")
    (programs / "promtool").write_text(
        '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "Checking prometheus/fraud.rules.yaml"\necho "  SUCCESS: 2 rules found"\nexit 1\n'
    )
    (programs / "promtool").chmod(0o755)
    (world.root / ".tools" / "share").symlink_to(INSTALLED / "share")
    assert world.complaint().message.startswith("exit code 1, although every file is fine")


def test_a_file_that_promtool_passes_over_is_a_complaint(world: World) -> None:
    (world.root / ".tools").unlink()
    programs = world.root / ".tools" / "bin"
    programs.mkdir(parents=True)
    (programs / "amtool").symlink_to(INSTALLED / "bin" / "amtool")
    (programs / "promtool").symlink_to("/bin/true")
    (world.root / ".tools" / "share").symlink_to(INSTALLED / "share")
    complaint = world.complaint()
    assert complaint.message == "promtool said nothing about this file"
    assert complaint.at == RULE_OBJECT.at
