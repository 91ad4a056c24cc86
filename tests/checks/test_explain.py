"""`tocsin explain`: what a code means, and what was meant by a code that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner, Result

from command import tocsin
from conftest import REPOSITORY
from tocsin import checks, faults
from tocsin.cli import main


def _explain(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments])


def test_a_check_is_explained_with_what_is_bad_and_what_is_good() -> None:
    done = _explain("grafana/plain-http")
    assert done.exit_code == 0
    assert re.search(r"^grafana/plain-http: .+\.$", done.output, re.MULTILINE)
    assert re.search(r"^Bad:\n\n    platform:", done.output, re.MULTILINE)
    assert re.search(r"^Good:\n\n    platform:", done.output, re.MULTILINE)


def test_what_is_no_check_is_explained_too() -> None:
    assert _explain("spec/duplicate-key").output.startswith("spec/duplicate-key: A key is defined twice")


def test_of_a_code_that_does_not_exist_the_nearest_is_named() -> None:
    assert "did you mean `grafana/plain-http`?" in _explain("grafana/plainhttp").output
    assert _explain("grafana/plainhttp").exit_code == 2


def test_a_fault_without_its_group_is_found() -> None:
    assert "did you mean `grafana/plain-http` or `security/plain-http`?" in _explain("plain-http").output


def test_without_a_code_all_are_listed(tmp_path: Path) -> None:
    lines = tocsin(tmp_path, "explain").output.splitlines()
    assert [line.partition(":")[0] for line in lines] == sorted({*checks.checks(), *faults.explained()})


def test_a_policy_of_the_repository_is_explained_as_it_is_written(tmp_path: Path) -> None:
    done = _explain_in(
        tmp_path,
        "policy/owned",
        """\
policies:
  waits: {message: Nobody is woken by a blip, alerts: {for: {at_least: 1m}}}
  # Of each.
  owned:
    message: Somebody is called
    help: name the team
    allow: true
    models: {owner: {matches: .+}}

  named: {message: x, models: {owner: a}}
""",
    )
    assert (
        done.output
        == """\
policy/owned: Somebody is called

A policy of this repository, specs/policy.yaml:4. A spec may break it with a reason: `# allow policy/owned: <reason>`.

name the team

    owned:
      message: Somebody is called
      help: name the team
      allow: true
      models: {owner: {matches: .+}}
"""
    )
    assert "\npolicy/waits: Nobody is woken by a blip\n" in _explain_in(tmp_path).output


def test_of_a_policy_that_does_not_exist_the_nearest_is_named_or_where_to_write_one(tmp_path: Path) -> None:
    assert "specs/policy.yaml" in _explain_in(tmp_path, "policy/owned").output
    text = "policies: {owned: {message: x, models: {owner: a}}}"
    assert "did you mean `policy/owned`?" in _explain_in(tmp_path, "policy/ownd", text).output


def test_a_mistake_among_the_policies_is_shown(tmp_path: Path) -> None:
    done = _explain_in(tmp_path, "policy/owned", "policies: {owned: {mesage: x}}")
    assert done.exit_code == 1
    assert "spec/unknown-key" in done.output


def _explain_in(root: Path, code: str | None = None, policies: str | None = None) -> Result:
    if policies is not None:
        (root / "specs").mkdir()
        (root / "specs" / "policy.yaml").write_text(policies, encoding="utf-8")
    return tocsin(root, "explain", *([code] if code else []))


def test_the_page_has_every_code() -> None:
    page = (REPOSITORY / "docs" / "checks.md").read_text(encoding="utf-8")
    assert not [code for code in checks.checks() if f"\n## {code}\n" not in page]
    assert not [code for code in faults.explained() if f"\n| `{code}` |" not in page]
