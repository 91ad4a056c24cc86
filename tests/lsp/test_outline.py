"""The outline of a text agrees with the parser where there is something to agree on, and is never at a loss elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY
from tocsin.lsp.outline import Outline
from tocsin.source import Document, parse
from tocsin.source.places import find_places

FILES = sorted(
    [*REPOSITORY.glob("specs/*/*.yaml"), *REPOSITORY.glob("tests/cases/*/spec.yaml"), *REPOSITORY.glob("compiler/tocsin/catalog/*.yaml")]
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_what_parses_has_the_paths_and_places_of_the_parser(path: Path) -> None:
    parsed = parse("f", path.read_bytes())
    assert isinstance(parsed, Document)
    wanted = find_places("f", parsed.text).spans
    found = {entry.path: entry for entry in Outline("f", parsed.text).entries}
    assert set(found) == set(wanted)
    for at, (key, value) in wanted.items():
        entry = found[at]
        assert entry.key in {None, key}, at
        # The parser lets a block end at the start of the line below it.
        assert entry.style in {"|", ">"} or entry.value in {None, value}, at


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("models:\n  chat:\n    thre", {("models",), ("models", "chat")}),
        ("models:\n  chat:\n    scrape: {}\n    thre", {("models", "chat", "thre")}),
        ("a: {b: 1, c\nd: 2", {("a", "b"), ("a", "c"), ("d",)}),
        ("a: {b: [1, 2\nd: 2", {("a", "b", 1), ("d",)}),
        ("a: 'open\nd: 2", {("a",), ("d",)}),
        ('a: {b: "open, c: 1}\nd: 2', {("a", "b"), ("d",)}),
        ("a:\n  - b\n  - c: 1\n    d\n  - ", {("a", 0), ("a", 1, "c"), ("a", 1, "d"), ("a", 2)}),
        ("a:\n- b: {c: 1}\n- d\ne: 1", {("a", 0, "b", "c"), ("a", 1), ("e",)}),
        ("a: {b: 1\n  c: 2}", {("a", "b"), ("a", "c")}),
        ("a: |\n  b: 1\nc: 2", {("a",), ("c",)}),
        ("\ta: 1", {("a",)}),
        ("a: }\nb: 1", {("a",), ("b",)}),
    ],
)
def test_what_does_not_parse_has_the_paths_that_are_meant(text: str, paths: set[tuple[str | int, ...]]) -> None:
    assert paths <= {entry.path for entry in Outline("f", text).entries}


def test_a_key_that_is_half_typed_is_no_key_yet() -> None:
    text = "a: {b: , c}\nd:\n  e:\n  f"
    outline = Outline("f", text)
    assert outline.keys(("a",)) == ("b",)
    assert outline.keys(("d",)) == ("e",)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab:-{}[],'\"|>#&*! \n\t?é🔥", max_size=60))
def test_any_text_has_an_outline_with_places_inside_of_it(text: str) -> None:
    lines = text.split("\n")
    for entry in Outline("f", text).entries:
        for span in (entry.key, entry.value):
            if span is not None:
                assert 1 <= span.line <= span.end_line <= len(lines)
                assert 1 <= span.column <= len(lines[span.line - 1]) + 1
                assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1


@pytest.mark.parametrize("part", ["{", "[", "- ", "a: ", "[a: ", '"', "? ", "- {"])
def test_endless_nesting_is_read_in_no_time(part: str) -> None:
    assert len(Outline("f", part * 20_000).entries) < 100_000
