"""A part of a text is found where it stands in its file, however YAML lets the text be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.source import Document, parse
from tocsin.source.inside import inside


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("expr: sum(up == 0)\n", (1, 11)),
        ("expr:   sum(up\n  == 0)\nunit: count\n", (1, 13)),
        ("expr: sum(\n  up == 0)\n", (2, 3)),
        ("expr: 'sum( up)'\n", (1, 13)),
        ("expr: 'it''s: sum( up)'\n", (1, 20)),
        ('expr: "\\"a\\" + sum(up)"\n', (1, 20)),
        ('expr: "a\\n\\t\\x2b sum(up)"\n', (1, 22)),
        ('expr: "a +\\\n  sum(up)"\n', (2, 7)),
        ("expr: |\n  sum(\n    up\n  )\n", (3, 5)),
        ("expr: >- # folded\n  sum(\n    up\n  )\n# done\n", (3, 5)),
        ("expr: >2-\n   sum(\n\n   up)\nunit: x\n", (4, 4)),
        ("expr: &x >-\n  sum(up)\nunit: count\n", (2, 7)),
        ("a: {expr: 'sum(up)', unit: count}\n", (1, 16)),
        ("expr: été + sum(up)\n", (1, 17)),
    ],
)
def test_a_word_is_found_in_every_style(text: str, place: tuple[int, int]) -> None:
    document = _document(text)
    value, route = _expr(document)
    start = value.index("up")
    found = inside(text, document.span(route), value, start, start + 2)
    assert found is not None
    assert (found.line, found.column, found.end_line, found.end_column) == (*place, place[0], place[1] + 2)


@given(st.lists(st.sampled_from(["sum", "(up)", "'", '"', "\\", "# no", ": ", "\n", "  ", "é", "{{"]), min_size=1, max_size=9))
def test_every_character_of_a_quoted_text_is_found(parts: list[str]) -> None:
    value = "".join(parts)
    quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    text = f'expr: "{quoted}"\n'
    document = _document(text)
    assert document.value == {"expr": value}
    for index, character in enumerate(value):
        found = inside(text, document.span(("expr",)), value, index, index + 1)
        if not character.isspace():
            assert found is not None
            assert text[found.column - 1 : found.end_column - 1].removeprefix("\\") in {character, ""}


def _document(text: str) -> Document:
    document = parse("a.yaml", text.encode())
    assert isinstance(document, Document)
    return document


def _expr(document: Document) -> tuple[str, tuple[str, ...]]:
    value = document.value
    assert isinstance(value, dict)
    return (value["a"]["expr"], ("a", "expr")) if "a" in value else (value["expr"], ("expr",))
