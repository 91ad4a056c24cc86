"""A diagnostic as a person and as a tool reads it."""

import json

import pytest
from msgspec.structs import replace

from tocsin.diagnostics import Diagnostic, Located, Note, Remedy, as_json, did_you_mean, legible, render
from tocsin.diagnostics.nearest import closest
from tocsin.source import Document, Origins, Span, parse
from tocsin.spec.locate import locate


def located(line: int, column: int, end_line: int, end_column: int, *, code: str = "spec/bad-name") -> Located:
    span = Span(file="a.yaml", line=line, column=column, end_line=end_line, end_column=end_column)
    return Located(code=code, message="`x` is wrong", help="write `y`", span=span, severity="error")


@pytest.mark.parametrize(
    ("text", "place", "source", "carets"),
    [
        ("a: bad # c", (1, 4, 1, 7), "a: bad # c", "   ^^^"),
        ("é: bad", (1, 4, 1, 7), "é: bad", "   ^^^"),
        ("a:\n\tbad: 1", (2, 2, 2, 5), "\tbad: 1", "\t^^^"),
        ("a: |\n  text\n", (1, 4, 3, 1), "a: |", "   ^"),
        ("a:\n  b: 1  \n  c: 2\nd: 1", (2, 3, 4, 1), "  b: 1  ", "  ^^^^"),
        ("a:", (1, 3, 1, 3), "a:", "  ^"),
        ("a: 1\r\nb: bad\r\n", (2, 4, 2, 7), "b: bad", "   ^^^"),
        ("a: '\x0b'\nb: bad", (2, 4, 2, 7), "b: bad", "   ^^^"),
        ("a: bad", (1, 4, 1, 99), "a: bad", "   ^^^"),
    ],
)
def test_the_line_is_shown_with_its_place_underlined(text: str, place: tuple[int, int, int, int], source: str, carets: str) -> None:
    line, column = place[:2]
    assert render(located(*place), text).split("\n") == [
        "error[spec/bad-name]: `x` is wrong",
        f" --> a.yaml:{line}:{column}",
        "  |",
        f"{line} | {source}",
        f"  | {carets}",
        "  = help: write `y`",
    ]


def test_a_place_behind_the_end_of_the_file_shows_no_line() -> None:
    assert "|" not in render(located(3, 1, 3, 2), "a: 1\n")


@pytest.mark.parametrize("column", [1, 40, 700, 1390])
def test_of_a_line_that_no_terminal_shows_what_is_around_the_place_is_shown(column: int) -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(1400))
    _, _, _, line, carets, _ = render(located(1, column, 1, column + 4), text).split("\n")
    assert len(line) < 520
    assert [character for character, caret in zip(line, carets, strict=False) if caret == "^"] == list(text[column - 1 : column + 3])


def test_what_is_shown_does_nothing_to_a_terminal() -> None:
    shown = render(replace(located(1, 4, 1, 7), message="`\x1b[31m\n` and `\u202e`", help="write `\x07`"), "a: \x1b[31m\u202e")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert r"`\x1b[31m\n` and `\u202e`" in shown
    assert r"write `\x07`" in shown


def test_a_remedy_that_is_made_legible_still_says_what_to_write() -> None:
    made = replace(located(1, 4, 1, 7), help=Remedy("write `\x07`", given="a", instead="b")).help
    assert isinstance(made, Remedy)
    assert (made, made.given, made.instead) == (r"write `\x07`", "a", "b")


def test_a_note_shows_a_second_place() -> None:
    document = parse("a.yaml", b"x: 1\ny: 2\n")
    assert isinstance(document, Document)
    diagnostic = Diagnostic(code="a/b", message="m", help="", at=("y",), notes=(Note(message="see", at=("x",)),))
    [found] = locate([diagnostic], Origins({"a.yaml": document}, {}))
    assert (found.span.line, found.span.column) == (2, 4)
    assert render(found, document.text).endswith("  = note: see at a.yaml:1:1")
    assert "help" not in render(found, document.text)


def test_reading_order_is_file_line_column() -> None:
    places = [located(2, 1, 2, 2), located(1, 9, 1, 10), located(10, 1, 10, 2), located(1, 2, 1, 3)]
    assert [(each.span.line, each.span.column) for each in sorted(places, key=lambda each: each.order)] == [(1, 2), (1, 9), (2, 1), (10, 1)]


def test_json_holds_everything_that_text_does() -> None:
    [found] = json.loads(as_json([located(1, 4, 1, 7)]))
    assert found["code"] == "spec/bad-name"
    assert found["span"] == {"file": "a.yaml", "line": 1, "column": 4, "end_line": 1, "end_column": 7}
    assert (found["message"], found["help"], found["severity"], found["notes"]) == ("`x` is wrong", "write `y`", "error", [])


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("thresold", ["thresholds", "scaling"], "did you mean `thresholds`?"),
        ("x", ["b", "a"], "one of `a`, `b`"),
        ("x", [], "nothing is defined that could be named here"),
        ("zz", [f"n{index:02}" for index in range(17)], "one of " + ", ".join(f"`n{index:02}`" for index in range(15)) + " and 2 more"),
    ],
)
def test_help_names_what_could_be_meant(word: str, known: list[str], said: str) -> None:
    assert did_you_mean(word, known) == said
    assert (closest(word, known) is not None) == said.startswith("did you mean")


def test_what_stands_between_two_quoted_words_is_not_cut() -> None:
    message = f"`a` {'and ' * 40}`b`"
    assert legible(message) == message
    assert legible(f"{message} `{'c' * 500}`") == f"{message} `{'c' * 60}…`"
