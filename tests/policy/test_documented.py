"""The page about policies is true: its example is valid, and its spec breaks each of them where the page says."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from conftest import REPOSITORY
from tocsin.diagnostics import render
from tocsin.docs.policies import policies as page
from tocsin.pipeline import build
from tocsin.schema import POLICY_FILE, policy_schema
from tocsin.source import Document, parse

_PAGE = page(json.loads(policy_schema()))
_POLICIES, _SPEC = re.findall(r"```yaml\n(.*?)```", _PAGE, re.DOTALL)
_FOLDERS = {"policy.yaml": {"specs/policy.yaml": _POLICIES.encode()}, "shop": {"specs/shop/spec.yaml": _SPEC.encode()}}


def test_the_page_and_the_schema_in_the_repository_are_fresh() -> None:
    assert (REPOSITORY / "docs" / "policy.md").read_text(encoding="utf-8") == _PAGE, "run `make docs`"
    assert (REPOSITORY / "schemas" / POLICY_FILE).read_text(encoding="utf-8") == policy_schema(), "run `make schemas`"


def test_the_spec_breaks_the_policies_at_the_lines_that_the_page_says() -> None:
    lines = enumerate(_SPEC.split("\n"), start=1)
    expected = {(number, code) for number, line in lines for found in re.findall(r"# error: (.*)$", line) for code in found.split(" | ")}
    found = build(_FOLDERS).diagnostics
    assert {(each.span.line, each.code) for each in found} == expected, "\n".join(render(each, _SPEC) for each in found)


def test_every_policy_of_the_page_is_broken_or_allowed() -> None:
    named = set(re.findall(r"policy/([a-z-]+)", _SPEC))
    document = parse("policy.yaml", _POLICIES.encode())
    assert isinstance(document, Document)
    assert isinstance(document.value, dict)
    assert named == set(document.value["policies"])


def test_the_diagnostic_on_the_page_is_the_one_that_is_shown() -> None:
    plain = re.sub(r"  # error: .*$", "", _SPEC, flags=re.MULTILINE)
    shown = [render(each, plain) for each in build(_FOLDERS).diagnostics]
    assert re.findall(r"```\n(error.*?)\n```", _PAGE, re.DOTALL)[0] in shown


@pytest.mark.parametrize(
    ("text", "valid"),
    [(_POLICIES, True), ("policies: {a: {message: x, alerts: {fr: 1m}}}", False), ("policies: {a: {alerts: {name: x}}}", False)],
)
def test_the_schema_takes_policies_and_nothing_else(text: str, *, valid: bool) -> None:
    document = parse("policy.yaml", text.encode())
    assert isinstance(document, Document)
    assert Draft202012Validator(json.loads(policy_schema())).is_valid(document.value) is valid
