"""Comments of YAML: where one begins, and which lines it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tocsin.source import Document, comments, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1 # one\n", [("one", 1, 6, 1, 1)]),
        ("a: 1# no\nb: x#y\n", []),
        ("# alone\n\na: 1\n", [("alone", 1, 1, 2, 2)]),
        ("# first\n  # second\na: 1\n", [("first", 1, 1, 3, 3), ("second", 2, 3, 3, 3)]),
        ("a: '# no'  # yes\nb: \"x # no\"\n", [("yes", 1, 12, 1, 1)]),
        ("a: 'x\n  # no\n  y'  # yes\n", [("yes", 3, 7, 1, 3)]),
        ("a: |  # head\n  # no\n  x\nb: 1  # one\n", [("head", 1, 7, 1, 3), ("one", 4, 7, 4, 4)]),
        ("a: >-\n  x # no\n\n# yes\nb: 1\n", [("yes", 4, 1, 5, 5)]),
        ("a: [1, # one\n  2] # two\n", [("one", 1, 8, 1, 1), ("two", 2, 6, 2, 2)]),
        ("a: x\n  y  # after\n", [("after", 2, 6, 1, 2)]),
        ("a: 1\r\n# alone\r\nb: 2 # two\r\n", [("alone", 2, 1, 3, 3), ("two", 3, 6, 3, 3)]),
        ("a: 1\n# last", [("last", 2, 1, 2, 2)]),
        ("#\n", [("", 1, 1, 2, 2)]),
        ("a: 1\t# after a tab\n", [("after a tab", 1, 6, 1, 1)]),
        ("a: é # one\n", [("one", 1, 6, 1, 1)]),
    ],
)
def test_a_comment_is_about_its_line_or_the_next(text: str, expected: list[tuple[str, int, int, int, int]]) -> None:
    found = [(each.text, each.line, each.column, each.first_line, each.last_line) for each in comments(text)]
    assert found == expected


@given(st.text("ab:# \n'\"|>-[]{},é\t", max_size=40))
def test_without_its_comments_a_text_says_the_same(text: str) -> None:
    document = parse("a.yaml", text.encode())
    if not isinstance(document, Document):
        return
    lines = text.split("\n")
    for each in reversed(list(comments(text))):
        lines[each.line - 1] = lines[each.line - 1][: each.column - 1]
    without = "\n".join(lines)
    again = parse("a.yaml", without.encode())
    assert isinstance(again, Document)
    assert again.value == document.value
    assert not list(comments(without))


def test_a_reader_of_yaml_1_2_sees_the_same_comments() -> None:
    text = "# top\na: |  # head\n  # no\nb: {c: '#x', d: 1}  # two\n"
    tree = YAML().load(text)
    assert tree["a"] == "# no\n"
    assert [each.text for each in comments(text)] == ["top", "head", "two"]
