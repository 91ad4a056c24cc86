"""The formats of `tocsin check`: each says all, where it is, in the way that its reader wants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

from checks.sarif_schema import LOG
from command import tocsin
from repository import git
from tocsin.cli.formats import names

_SPEC = """\
platform:
  name: shop
  namespace: ml
  stack:
    grafana: {service: LoadBalancer, admin: grafana-admin}  # allow grafana/plain-http: the VPN encrypts
metrics: {load: {series: "load, 100%: ratio", type: gauge}}
models:
  chat: {workload: {deployment: llm}, thresolds: {}}
  code: {workload: {deployment: llm}, scaling: {replicas: {min: 1, max: 3}, targets: {cpu: 70}}}
"""
_SOUND = _SPEC.replace("load, 100%: ratio", "load").replace("thresolds", "thresholds").replace("cpu: 70", "cpu: 70%")
_TWICE = _SOUND.replace("thresholds: {}", "scaling: {replicas: {min: 1, max: 3}, targets: {cpu: 70%}}")
_LINES = {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}}
_LOCATION = {
    "type": "object",
    "required": ["path", "lines"],
    "properties": {"path": {"type": "string", "pattern": "^[^/.]"}, "lines": _LINES},
}
_TEXT = {"type": "string", "minLength": 1}
_FINDING = {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "description": _TEXT,
        "check_name": _TEXT,
        "fingerprint": _TEXT,
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": _LOCATION,
    },
    "additionalProperties": False,
}
_QUALITY = {"type": "array", "minItems": 1, "items": _FINDING}
"""What GitLab needs: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "specs" / "my shop").mkdir(parents=True)
    return tmp_path


def _check(root: Path, text: str, *arguments: str) -> Result:
    (root / "specs" / "my shop" / "ä.yaml").write_text(text, encoding="utf-8")
    return tocsin(root, "check", *arguments)


def _quality(root: Path, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_check(root, text, "--format", "gitlab").stdout)
    return found


def _run(root: Path, text: str) -> dict[str, Any]:
    log = json.loads(_check(root, text, "--format", "sarif").stdout)
    jsonschema.validate(log, LOG)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_the_formats_are_those() -> None:
    assert names() == ["github", "gitlab", "json", "sarif", "text"]


@pytest.mark.parametrize("style", names())
@pytest.mark.parametrize("text", [_SPEC, _SOUND, _TWICE], ids=["mistakes", "sound", "with a note"])
def test_the_exit_code_is_that_of_what_was_found(root: Path, style: str, text: str) -> None:
    done = _check(root, text, "--format", style)
    assert done.exit_code == int(text != _SOUND), done.output


def test_nothing_is_said_in_a_format_for_tools_when_nothing_is_found(root: Path) -> None:
    assert _check(root, _SOUND, "--format", "github").output == ""
    assert json.loads(_check(root, _SOUND, "--format", "json").output) == []
    assert json.loads(_check(root, _SOUND, "--format", "gitlab").output) == []


def test_people_are_told_how_many_are_allowed(root: Path) -> None:
    assert "1 allowed" in _check(root, _SOUND).output


def test_github_gets_a_command_a_finding_in_which_nothing_can_be_misread(root: Path) -> None:
    lines = _check(root, _SPEC, "--format", "github").output.splitlines()
    assert len(lines) == 3
    assert lines[0] == (
        "::error title=spec/bad-form,file=specs/my shop/ä.yaml,line=6,endLine=6,col=26,endColumn=45"
        "::`load, 100%25: ratio` does not have the right form"
        "%0Ahelp: use letters, digits, `_` and `:`, no digit first; labels belong into `where:`"
    )


def test_a_name_with_a_colon_or_comma_is_escaped_for_github(root: Path) -> None:
    (root / "specs" / "my shop" / "a,b.yaml").write_text("model: {}\n", encoding="utf-8")
    assert "file=specs/my shop/a%2Cb.yaml," in _check(root, _SOUND, "--format", "github").output


def test_gitlab_gets_all_that_it_needs_of_a_finding(root: Path) -> None:
    found = _quality(root, _SPEC)
    jsonschema.validate(found, _QUALITY)
    known_by = found[0].pop("fingerprint")
    assert known_by
    assert found[0] == {
        "description": "spec/bad-form: `load, 100%: ratio` does not have the right form: "
        "use letters, digits, `_` and `:`, no digit first; labels belong into `where:`",
        "check_name": "spec/bad-form",
        "severity": "major",
        "location": {"path": "specs/my shop/ä.yaml", "lines": {"begin": 6}},
    }


def test_gitlab_is_told_of_the_other_place_too(root: Path) -> None:
    told = [each["description"] for each in _quality(root, _TWICE) if each["check_name"] == "autoscaler/shared-target"]
    assert [each.rpartition("; ")[2] for each in told] == ["the other one is at specs/my shop/ä.yaml:8"]


def test_gitlab_knows_a_finding_again_and_keeps_two_that_are_alike(root: Path) -> None:
    alike = _SPEC.replace("workload: {deployment: llm}, thresolds", "workload: {deployment: llm, nam: a}, thresolds").replace(
        "workload: {deployment: llm}, scaling", "workload: {deployment: llm, nam: a}, scaling"
    )
    before, after = _quality(root, alike), _quality(root, "# a comment\n" + alike)
    assert [each["fingerprint"] for each in before] == [each["fingerprint"] for each in after]
    assert len({each["fingerprint"] for each in before}) == len(before) > len({each["description"] for each in before})


@pytest.mark.parametrize(
    ("style", "place"), [("github", "file=some/where/specs/"), ("gitlab", '"some/where/specs/'), ("sarif", '"some/where/specs/')]
)
def test_ci_is_told_of_files_by_their_names_in_the_repository(tmp_path: Path, style: str, place: str) -> None:
    git(tmp_path, "init")
    root = tmp_path / "some" / "where"
    (root / "specs" / "my shop").mkdir(parents=True)
    done = _check(root, _TWICE, "--format", style)
    assert place in done.output
    assert done.output.count("some/where/specs/") == done.output.count("specs/") > 1


def test_sarif_has_a_rule_for_each_code_and_places_that_exist(root: Path) -> None:
    run = _run(root, _SPEC)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    line = _SPEC.split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == '"load, 100%: ratio"'


def test_sarif_names_files_as_uris(root: Path) -> None:
    place = _run(root, _SPEC)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "specs/my%20shop/%C3%A4.yaml", "uriBaseId": "%SRCROOT%"}


def test_sarif_tells_what_is_allowed_and_why(root: Path) -> None:
    (result,) = _run(root, _SOUND)["results"]
    assert result["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": "the VPN encrypts"}]


def test_sarif_offers_what_can_be_mended_in_one_way(root: Path) -> None:
    fixes = {result["ruleId"]: result["fixes"][0] for result in _run(root, _SPEC)["results"] if "fixes" in result}
    (change,) = fixes["spec/unknown-key"]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "thresholds"}
    assert set(fixes) == {"spec/unknown-key", "spec/bad-quantity"}


def test_sarif_knows_a_finding_again_when_lines_above_it_were_added(root: Path) -> None:
    before, after = _run(root, _SPEC)["results"], _run(root, "# a comment\n" + _SPEC)["results"]
    assert [each["partialFingerprints"] for each in before] == [each["partialFingerprints"] for each in after]
    assert len({each["partialFingerprints"]["finding/v1"] for each in before}) == len(before)


def test_sarif_points_to_the_other_place_too(root: Path) -> None:
    (result,) = (each for each in _run(root, _TWICE)["results"] if each["ruleId"] == "autoscaler/shared-target")
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 8
