"""Where keys and values stand: what an author sees underlined."""

import pytest

from tocsin.source import Document, KeyPath, Origins, Part, Span, parse, split_lines


def document(text: str, name: str = "spec.yaml") -> Document:
    found = parse(name, text.encode())
    assert isinstance(found, Document), found
    return found


def underlined(source: Document, span: Span) -> str:
    """Return the stretch of the text that a span covers."""
    lines = split_lines(source.text)[span.line - 1 : span.end_line]
    if span.line == span.end_line:
        return lines[0][span.column - 1 : span.end_column - 1]
    return "\n".join([lines[0][span.column - 1 :], *lines[1:-1], lines[-1][: span.end_column - 1] if len(lines) > 1 else ""])


TEXT = """\
# A comment
models:
  bert:
    scrape: {port: "http", paths: [/a, '/b']}
    notes:
      - one
      - name: two
        when: [x, {y: z}]
      -
    "quoted key": |
      first
      second
    folded: plain
      and more
    empty:
größe:  {ä: "ö", ü: [é, 😀, z]}
"""


@pytest.mark.parametrize(
    ("path", "part", "expected"),
    [
        (("models",), "key", "models"),
        (("models", "bert"), "key", "bert"),
        (("models", "bert", "scrape"), "value", """{port: "http", paths: [/a, '/b']}"""),
        (("models", "bert", "scrape", "port"), "key", "port"),
        (("models", "bert", "scrape", "port"), "value", '"http"'),
        (("models", "bert", "scrape", "paths"), "value", "[/a, '/b']"),
        (("models", "bert", "scrape", "paths", 1), "value", "'/b'"),
        (("models", "bert", "scrape", "paths", 1), "key", "'/b'"),
        (("models", "bert", "notes", 0), "value", "one"),
        (("models", "bert", "notes", 1, "name"), "key", "name"),
        (("models", "bert", "notes", 1, "when"), "value", "[x, {y: z}]"),
        (("models", "bert", "notes", 1, "when", 1, "y"), "value", "z"),
        (("models", "bert", "notes", 2), "value", ""),
        (("models", "bert", "quoted key"), "key", '"quoted key"'),
        (("models", "bert", "quoted key"), "value", "|\n      first\n      second\n"),
        (("models", "bert", "folded"), "value", "plain\n      and more"),
        (("models", "bert", "empty"), "value", ""),
        (("models", "bert", "empty"), "key", "empty"),
        (("größe",), "key", "größe"),
        (("größe", "ä"), "value", '"ö"'),
        (("größe", "ü", 0), "value", "é"),
        (("größe", "ü", 1), "value", "😀"),
        (("größe", "ü", 2), "value", "z"),
    ],
)
def test_a_place_is_exactly_what_was_typed(path: KeyPath, part: Part, expected: str) -> None:
    source = document(TEXT)
    assert underlined(source, source.span(path, part)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("models", "bert", "scrape", "every"), "scrape"),
        (("models", "bert", "scrape", "every", "for"), "scrape"),
        (("models", "bert", "notes", 7), "notes"),
        (("models", "bert", "scrape", "port", "x"), "port"),
        (("models", "robert"), "models"),
    ],
)
@pytest.mark.parametrize("part", ["key", "value"])
def test_what_nobody_wrote_stands_at_the_key_of_what_it_is_missing_in(path: KeyPath, expected: str, part: Part) -> None:
    source = document(TEXT)
    assert underlined(source, source.span(path, part)) == expected


def test_columns_are_characters_and_not_bytes() -> None:
    span = document(TEXT).span(("größe", "ü", 2))
    assert (span.line, span.column, span.end_column) == (16, 28, 29)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_every_line_break_counts_once(line_break: str) -> None:
    source = document(line_break.join(["a:", "  b: 1", "", "  c: |", "    x", "d: [1,", "2]"]))
    assert source.span(("a", "c"), "key").line == 4
    assert source.span(("d", 1)).line == 7
    assert underlined(source, source.span(("d", 1))) == "2"


def test_an_alias_stands_where_it_is_and_what_is_in_it_where_it_was_written() -> None:
    source = document("a: &x {b: [1, &y {c: 2}]}\nd: *x\ne: {f: *y}\n")
    assert underlined(source, source.span(("d",))) == "*x"
    assert underlined(source, source.span(("d",), "key")) == "d"
    for path in (("d", "b", 1, "c"), ("e", "f", "c")):
        span = source.span(path)
        assert (underlined(source, span), span.line) == ("2", 1)
    assert underlined(source, source.span(("d", "nothing"))) == "a"


def test_an_alias_means_the_last_anchor_above_it() -> None:
    source = document("a: &x {k: 1}\nb: *x\nc: &x {k: 2}\nd: *x\n")
    assert source.span(("b", "k")).line == 1
    assert source.span(("d", "k")).line == 3


def test_the_whole_document_and_an_empty_one_have_a_place() -> None:
    assert underlined(document("{a: 1}"), document("{a: 1}").span(())) == "{a: 1}"
    span = document("").span(("a", "b"))
    assert (span.line, span.column) == (1, 1)


def test_origins_lead_into_the_file_that_wrote_it() -> None:
    one, two = document("a:\n  b: 1\n", "one.yaml"), document("\n\nx: {c: {d: 2}}\n", "two.yaml")
    origins = Origins({"one.yaml": one, "two.yaml": two}, {("a",): ("one.yaml", ("a",))})
    patched = origins.patched({("a", "c"): ("two.yaml", ("x", "c"))})
    assert patched.span(("a", "b")).file == "one.yaml"
    assert (patched.file(("a", "c", "d")), patched.written(("a", "c", "d"))) == ("two.yaml", ("two.yaml", ("x", "c", "d")))
    assert underlined(two, patched.span(("a", "c", "d"))) == "2"
    assert origins.span(("a", "c", "d")).file == "one.yaml"
    assert patched.span(("nowhere",)).file == "one.yaml"
