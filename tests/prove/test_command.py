"""The command `tocsin prove` in a repository with one small platform."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from command import tocsin
from conftest import Judge
from prove.alerts.small_shop import FILE, SPEC


@pytest.fixture
def repository(judge: Judge, tmp_path: Path) -> Path:
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text(SPEC, encoding="utf-8")
    (tmp_path / ".tools" / "bin").mkdir(parents=True)
    for program in ("promtool", "amtool"):
        (tmp_path / ".tools" / "bin" / program).symlink_to(judge(program))
    assert tocsin(tmp_path, "build").exit_code == 0
    return tmp_path


def ran(root: Path, *arguments: str) -> str:
    """Return how many tests were run by a run that succeeds: all, some, or none of them."""
    done = tocsin(root, "prove", *arguments)
    assert done.exit_code == 0, done.output
    some, every = done.stdout.splitlines()[-1].partition(" tests")[0].split(" of ")
    return "none" if some == "0" else "all" if some == every else "some"


def test_what_passed_is_not_run_again_until_something_is_edited(repository: Path) -> None:
    assert ran(repository) == "all"
    assert ran(repository) == "none"
    assert ran(repository, "--no-cache") == "all"
    (repository / FILE).write_text(SPEC.replace("above: 5%", "above: 6%"), encoding="utf-8")
    tocsin(repository, "build")
    # What asks about the errors, and the world without series, which has all alerts.
    assert ran(repository) == "some"
    (repository / FILE).write_text(SPEC, encoding="utf-8")
    tocsin(repository, "build")
    assert ran(repository) == "none"


def test_a_route_is_proved_again_when_only_the_routing_is_edited(repository: Path) -> None:
    ran(repository)
    (repository / FILE).write_text(SPEC.replace("group_by: [alertname]", "group_by: [alertname, severity]"), encoding="utf-8")
    tocsin(repository, "build")
    assert ran(repository) == "none"
    kept = json.loads((repository / ".tocsin" / "proofs").read_text(encoding="utf-8").partition("\n")[2])
    assert len([key for key in kept if key.startswith("delivery ")]) == 2


@pytest.mark.parametrize("file", ["prometheus/shop-chat.rules.yaml", "alertmanager/alertmanager.yaml"])
def test_an_edit_of_what_was_generated_is_no_proof(file: str, repository: Path) -> None:
    ran(repository)
    path = repository / "generated" / "default" / "shop" / file
    path.write_text(path.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    done = tocsin(repository, "prove")
    assert done.exit_code == 1
    assert f"generated/default/shop/{file}" in done.stderr


def test_a_name_that_is_no_text_is_none_that_is_here(repository: Path) -> None:
    done = tocsin(repository, "prove", "--platform", "caf\udce9")
    assert (done.exit_code, "there is no platform" in done.stderr) == (2, True)


def test_a_file_whose_name_is_no_text_is_no_proof(repository: Path) -> None:
    (repository / "generated" / "caf\udce9").touch()
    done = tocsin(repository, "prove")
    assert (done.exit_code, "is not what the specs say" in done.stderr) == (1, True)


def test_a_specification_that_was_not_built_is_no_proof(repository: Path) -> None:
    (repository / FILE).write_text(SPEC.replace("above: 5%", "above: 6%"), encoding="utf-8")
    done = tocsin(repository, "prove")
    assert done.exit_code == 1
    assert "run `tocsin build`" in done.stderr
    assert "another release of tocsin" in done.stderr


def test_tools_get_json_and_junit(repository: Path) -> None:
    done = tocsin(repository, "prove", "--format", "json", "--junit", str(repository / "proofs.xml"))
    told = json.loads(done.stdout)
    assert told["alerts"] == told["routes"] == {"proved": 4, "total": 4}
    assert told["tests"]["total"] == told["tests"]["ran"] > 0
    assert told["failed"] == told["unproved"] == []
    suites = ET.parse(repository / "proofs.xml").getroot()  # noqa: S314  # written just now
    assert {suite.get("name"): suite.get("tests") for suite in suites} == {
        "default.shop.shop-chat": "4", "default.shop.routes": "4", "default.shop.notifications": "2",
    }  # fmt: skip
    routes = [case.get("name", "") for case in suites.findall("./testsuite[@name='default.shop.routes']/testcase")]
    assert [name for name in routes if not name.endswith(" of chat")] == []


def test_a_missing_judge_is_a_failure_unless_it_may_be_missing(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / ".tools" / "bin" / "promtool").unlink()
    monkeypatch.setenv("PATH", str(repository))
    done = tocsin(repository, "prove")
    assert done.exit_code == 2
    assert "promtool is missing, so nothing was proved by it" in done.stderr
    assert "alerts: 0 of 0 proved" in done.stdout
    assert tocsin(repository, "prove", "--allow-missing").exit_code == 0


def test_an_old_promtool_is_refused(repository: Path) -> None:
    promtool = repository / ".tools" / "bin" / "promtool"
    promtool.unlink()
    promtool.write_text("#!/bin/sh\necho 'promtool, version 2.53.0 (branch: HEAD)'\n")
    promtool.chmod(0o755)
    done = tocsin(repository, "prove")
    assert done.exit_code == 2
    assert "promtool 3.0 or newer is needed" in done.stderr


def test_what_nothing_proves_is_named_and_fails_unless_that_is_allowed(repository: Path) -> None:
    (repository / FILE).write_text(SPEC.replace("namespace: shop\n", "namespace: shop\n  proofs: false\n", 1), encoding="utf-8")
    tocsin(repository, "build")
    done = tocsin(repository, "prove")
    assert done.exit_code == 1
    assert "QueueHigh (warning) of default/shop: the platform says `proofs: false`" in done.stdout
    assert "alerts: 0 of 4 proved" in done.stdout
    assert tocsin(repository, "prove", "--allow-unproved").exit_code == 0


def test_a_platform_can_be_chosen(repository: Path) -> None:
    assert ran(repository, "--platform", "shop", "--environment", "default") == "all"
    done = tocsin(repository, "prove", "--platform", "shopp")
    assert done.exit_code == 2
    assert "did you mean `shop`?" in done.stderr


def test_an_expression_that_its_author_excuses_is_named_with_the_reason(repository: Path) -> None:
    metrics = "metrics:\n  spread: {expr: max(model_queue_depth), unit: requests, unproved: it is of another cluster}\n"
    text = SPEC.replace("metrics:\n", metrics).replace("    thresholds:\n", "    thresholds:\n      spread: {above: 3, no_data: false}\n")
    (repository / FILE).write_text(text, encoding="utf-8")
    assert tocsin(repository, "build").exit_code == 0
    done = tocsin(repository, "prove")
    assert done.exit_code == 0, done.output
    assert "SpreadHigh (warning) of default/shop: it is of another cluster" in done.stdout
    assert "alerts: 4 of 5 proved, 1 excused" in done.stdout


def test_faults_are_told_beside_the_proofs_and_the_dead_are_not_killed_again(repository: Path) -> None:
    asked = ("prove", "--mutate", "--sample", "25", "--seed", "1", "--least", "50")
    first = tocsin(repository, *asked, "--format", "json", "--junit", str(repository / "proofs.xml"))
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert told["alerts"] == {"proved": 4, "total": 4}
    assert sum(told["mutation"]["mutants"].values()) == 25
    suites = [suite.get("name", "") for suite in ET.parse(repository / "proofs.xml").getroot()]  # noqa: S314  # written just now
    assert any(name.endswith(".mutants.shop-chat") for name in suites)
    assert any(name.endswith(".routes") for name in suites)
    again = tocsin(repository, *asked)
    survived = told["mutation"]["mutants"]["survived"]
    *_, proofs, mutants = [line for line in again.stdout.splitlines() if line.endswith(" s")]
    assert proofs.startswith("0 of ")
    assert mutants.startswith(f"mutants: {told['mutation']['mutants']['killed']} of ")
    assert f"; {survived} were judged now, drawn with the seed 1; " in mutants


def test_a_remark_says_in_which_environments_it_is_so(repository: Path) -> None:
    everything = "routing: {routes: {grave: {when: {severity: [warning, critical]}}}}"
    live, staging = (f"{{platform: {{cluster: {{name: {name}}}}}}}" for name in ("live", "staging"))
    staged = f"{SPEC}environments:\n  live: {{patch: {live}}}\n  staging: {{patch: {{{staging[1:-1]}, {everything}}}}}\n"
    (repository / FILE).write_text(staged, encoding="utf-8")
    built = tocsin(repository, "build")
    assert built.exit_code == 0, built.output
    told = tocsin(repository, "prove", "--remarks").output
    assert [line.rpartition("; in ")[2] for line in told.splitlines() if "routing/default-receiver" in line] == ["live/shop"]
