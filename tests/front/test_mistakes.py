"""Every mistake is told at its line, with what to type instead."""

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from front.mistaken import CASES, expected, files, report, told

_NAMES_OF_PROGRAMS = ("Alertmanager", "Argo", "Kubernetes", "Prometheus")
_NAMES = sorted(path.stem for path in CASES.glob("*.yaml"))


@pytest.mark.parametrize("case", _NAMES)
def test_a_mistake_is_told_at_its_line_and_nothing_else_is(case: str, snapshot: SnapshotAssertion) -> None:
    specs = files(case)
    diagnostics = told(specs)
    shown = report(diagnostics, specs)
    wanted = list(expected(specs))
    assert sorted((each.span.file, each.span.line, each.code) for each in diagnostics) == sorted(
        (each.file, each.line, each.code) for each in wanted
    ), shown
    for each in wanted:
        same = [found for found in diagnostics if (found.span.file, found.span.line, found.code) == (each.file, each.line, each.code)]
        assert each.column is None or each.column in {found.span.column for found in same}, shown
        assert each.help is None or each.help in {found.help for found in same}, shown
    assert shown == snapshot


@pytest.mark.parametrize("case", _NAMES)
def test_a_case_says_why_it_is_there(case: str) -> None:
    specs = files(case)
    assert re.match(r"# [A-Z].*\.\n", specs["specs/shop/spec.yaml"].decode())
    assert list(expected(specs))


@pytest.mark.parametrize("case", _NAMES)
def test_every_message_reads_well(case: str) -> None:
    for each in told(files(case)):
        assert re.fullmatch(r"[a-z]+/[-a-z0-9]+", each.code)
        assert each.help
        assert each.help == each.help.strip()
        for text in (each.message, each.help):
            assert text[0] in "`'" or text[0].islower() or text[:2].isupper() or text.startswith(_NAMES_OF_PROGRAMS), text
            assert not text.endswith((".", ":")), text
            assert "\n" not in text
            assert text.count("`") % 2 == 0, text


def test_bytes_that_are_no_text_are_told_where_they_stand(snapshot: SnapshotAssertion) -> None:
    specs = {"specs/shop/a.yaml": b"platform: {name: shop, namespace: ml}\n", "specs/shop/b.yaml": b"# caf\xe9\nmodels: {}\n"}
    diagnostics = told(specs)
    assert [(each.code, each.span.file, each.span.line, each.span.column) for each in diagnostics] == [
        ("spec/not-utf8", "specs/shop/b.yaml", 1, 6)
    ]
    assert report(diagnostics, specs) == snapshot
