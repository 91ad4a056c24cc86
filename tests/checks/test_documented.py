"""Every check and every other diagnostic is documented, and the examples of checks are true."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.example import compiled, marked
from conftest import REPOSITORY
from front.mistaken import CASES
from tocsin import checks, faults
from tocsin.diagnostics import render

_CHECKS = checks.explained()
_SOURCES = REPOSITORY / "compiler" / "tocsin"


@pytest.mark.parametrize("code", _CHECKS)
def test_a_check_says_what_it_is_and_shows_it(code: str) -> None:
    explained = _CHECKS[code]
    assert explained.summary.endswith((".", "?"))
    assert len(explained.bad) == len(explained.good) > 0


@pytest.mark.parametrize("code", _CHECKS)
def test_the_bad_example_has_exactly_this_fault_at_its_lines(code: str) -> None:
    bad = _CHECKS[code].bad
    found = compiled(bad).diagnostics
    expected = {(file, line, code) for file, line, _ in marked(bad, "error")}
    assert expected
    shown = "\n".join(render(each, "") for each in found)
    assert {(each.span.file, each.span.line, each.code) for each in found} == expected, shown


@pytest.mark.parametrize("code", _CHECKS)
def test_the_good_example_has_no_fault(code: str) -> None:
    assert not [render(each, "") for each in compiled(_CHECKS[code].good).diagnostics]


def test_a_check_is_not_documented_twice() -> None:
    assert not _CHECKS.keys() & faults.explained().keys()


def test_every_code_that_the_compiler_writes_is_explained() -> None:
    known = {*_CHECKS, *faults.explained()}
    groups = {code.partition("/")[0] for code in known}
    written = {code for code in _codes_in_sources() if code.partition("/")[0] in groups}
    assert len(written) > 250
    assert not sorted(written - known)


def test_every_code_that_a_case_expects_is_explained() -> None:
    known = {*_CHECKS, *faults.explained()}
    comments = (_comments(case.read_text(encoding="utf-8")) for case in CASES.glob("*.yaml"))
    expected = {code for comment in comments for code in re.findall(r"(?<=[:|] )[a-z]+/[a-z][-a-z0-9]+", comment)}
    assert len(expected) > 150
    assert not sorted(expected - known)


def test_nothing_is_explained_that_the_compiler_never_says() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in _SOURCES.rglob("*.py"))
    composed = ("contract", "openslo", "receiver/missing-", "verify")  # their faults are put together from parts
    unsaid = [code for code in faults.explained() if f'"{code}"' not in texts and not code.startswith(composed)]
    assert not unsaid
    assert not [code for code in faults.explained() if code.startswith(("contract", "openslo")) and code.partition("/")[2] not in texts]


def test_a_test_expects_each_fault() -> None:
    files = (path for kind in ("*.py", "*.yaml") for path in CASES.parents[1].rglob(kind))
    expected = {
        code for path in files for code in re.findall(r'(?<=")[a-z][-a-z]+(?=")|[a-z]+/[a-z][-a-z0-9]+', path.read_text(encoding="utf-8"))
    }
    unexpected = [code for code in faults.explained() if code not in expected and code.partition("/")[2] not in expected]
    # No section has a rule today whose failure is told in words that are pydantic's.
    assert [code for code in unexpected if not code.endswith("/invalid")] == []


def _comments(text: str) -> str:
    return "\n".join(line.partition("# error")[2] for line in text.split("\n"))


def _codes_in_sources() -> Iterator[str]:
    # What a release can do and what OpenSLO calls its version have the form of a code too.
    others = {*_texts(_SOURCES / "versions.py"), *_texts(_SOURCES / "conventions.py"), "openslo/v1"}
    for path in _SOURCES.rglob("*.py"):
        yield from (text for text in _texts(path) if re.fullmatch(r"[a-z]+/[a-z][-a-z0-9]*[a-z0-9]", text) and text not in others)


def _texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
