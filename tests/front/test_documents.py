"""Texts in, plain data or one fault at its line and column out."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tocsin.source import Document, Fault, parse
from tocsin.source.builder import MAX_ALIASED_NODES, MAX_DEPTH
from tocsin.source.document import MAX_BYTES


def read(content: str | bytes) -> object:
    document = parse("spec.yaml", content.encode() if isinstance(content, str) else content)
    assert isinstance(document, Document), document
    return document.value


def fault(content: str | bytes) -> Fault:
    found = parse("spec.yaml", content.encode() if isinstance(content, str) else content)
    assert isinstance(found, Fault), found
    assert found.help
    return found


def place(found: Fault) -> tuple[int, int]:
    return found.span.line, found.span.column


# Line breaks that only some readers know, controls and surrogates have tests of their own. libyaml reads a few
# plain texts in `{}` as YAML 1.1 does.
_NOT_LIBYAML = re.compile(r"^[:?]|:[][{},?]")
_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\u2028\u2029\ufeff"), max_size=12).filter(
    lambda text: not _NOT_LIBYAML.search(text)
)
_LEAVES = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS
_DATA = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4), max_leaves=20)


@given(_DATA, st.sampled_from([True, False, None]))
def test_what_another_writer_of_yaml_1_2_writes_is_read_back(value: object, flow: bool | None) -> None:  # noqa: FBT001  # a style of YAML
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    yaml.width = 4096  # ruamel.yaml breaks lines inside the keys of a flow mapping, which not every reader takes
    out = io.StringIO()
    yaml.dump(value, out)
    assert read(out.getvalue()) == yaml.load(out.getvalue()) == value


@pytest.mark.parametrize("content", ["", "\n", "# only a comment\n", "---\n", "---\n...\n", "\ufeff", "~"])
def test_nothing_is_null(content: str) -> None:
    assert read(content) is None


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbfa: 1", b"a: 1\r\n", b"a: 1\r", b"%YAML 1.2\n---\na: 1\n...\n", b"--- {a: 1}", b"? a\n: 1"]
)
def test_byte_order_mark_line_breaks_and_markers_do_not_matter(content: bytes) -> None:
    assert read(content) == {"a": 1}


def test_lines_of_a_text_are_joined_whatever_breaks_them() -> None:
    assert read(b"a: |\r\n  x\r\n  y\r\n") == {"a": "x\ny\n"}


def test_an_alias_is_its_anchor_s_value() -> None:
    assert read("a: &x {b: [1, &y 2]}\nc: *x\nd: [*x, *y]\n&k e: *y\nf: *k") == {
        "a": {"b": [1, 2]},
        "c": {"b": [1, 2]},
        "d": [{"b": [1, 2]}, 2],
        "e": 2,
        "f": "e",
    }


def test_an_anchor_given_again_names_the_later_value() -> None:
    assert read("[&a 1, *a, &a 2, *a]") == [1, 1, 2, 2]


def test_aliases_may_be_many_but_no_bomb() -> None:
    hundred = "&a [" + ", ".join("1" * 99) + "]"
    assert len(read(f"[{hundred}{', *a' * (MAX_ALIASED_NODES // 100)}]")) == MAX_ALIASED_NODES // 100 + 1  # type: ignore[arg-type]  # a list
    found = fault(f"[{hundred}{', *a' * (MAX_ALIASED_NODES // 100 + 1)}]")
    assert found.code == "spec/alias-bomb"


def test_a_billion_laughs_are_refused_where_they_begin_to_be_too_many() -> None:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 10)]
    found = fault("\n".join(lines))
    assert found.code == "spec/alias-bomb"
    assert found.span.line == 6


@pytest.mark.parametrize("text", ["a: *b", "a: &b [*b]", "a: *b\nc: &b 1"])
def test_an_alias_without_an_anchor_above_is_refused(text: str) -> None:
    found = fault(text)
    assert found.code == "spec/unknown-alias"
    assert "`*b`" in found.message
    assert place(found) == (1, text.index("*") + 1)


def test_nesting_has_a_limit_and_no_depth_is_a_crash() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    for depth in (MAX_DEPTH + 1, 100_000):
        found = fault("[" * depth)
        assert (found.code, place(found)) == ("spec/too-deep", (1, MAX_DEPTH + 1))
    assert fault("{a: " * 100_000).code == "spec/too-deep"
    assert fault("\n".join(" " * depth + "a:" for depth in range(100))).span.line == MAX_DEPTH + 1


@pytest.mark.parametrize(
    ("text", "second", "first"),
    [
        ("a: 1\nb: 2\na: 3", (3, 1), (1, 1)),
        ("a: {b: 1, c: 2, b: 3}", (1, 17), (1, 5)),
        ("x:\n  - {}\n  - a: 1\n    a: 2", (4, 5), (3, 5)),
        ("x: {y: [{a: {}}, {b: 1, b: 2}]}\nb: 1", (1, 25), (1, 19)),
        ("é: {ü: 1, ü: 2}", (1, 11), (1, 5)),
        ('a: 1\n"a": 2', (2, 1), (1, 1)),
        ("1: x\n0: y\n1: z", (3, 1), (1, 1)),
        ("a: &x {b: 1}\nc: *x\nc: 2", (3, 1), (2, 1)),
        ("? a\n: 1\n? a\n: 2", (3, 3), (1, 3)),
    ],
)
def test_a_key_given_twice_shows_both_places(text: str, second: tuple[int, int], first: tuple[int, int]) -> None:
    found = fault(text)
    assert found.code == "spec/duplicate-key"
    assert place(found) == second
    assert found.note is not None
    words, other = found.note
    assert (words, other.line, other.column) == ("first defined", *first)


def test_keys_that_only_look_alike_are_two() -> None:
    assert read("1: a\n01: b\n1.0: c") == {"1": "a", "01": "b", "1.0": "c"}


@pytest.mark.parametrize(
    ("content", "code", "at"),
    [
        ("a: 1\nb: !secret x", "spec/tag", (2, 4)),
        ("a: !!str 1", "spec/tag", (1, 4)),
        ("a: ! 1", "spec/tag", (1, 4)),
        ("a: !!set {b}", "spec/tag", (1, 4)),
        ("a: !!python/object/apply:os.system [id]", "spec/tag", (1, 4)),
        ("!x a: 1", "spec/tag", (1, 1)),
        ("a: &x {b: 1}\nc:\n  <<: *x", "spec/merge-key", (3, 3)),
        ("a: 1\n---\nb: 1", "spec/several-documents", (2, 1)),
        ("a: 1\n--- ", "spec/several-documents", (2, 1)),
        ("? [a, b]\n: 1", "spec/complex-key", (1, 3)),
        ("? {a: b}\n: 1", "spec/complex-key", (1, 3)),
        ("a: &x b\n*x : 1", "spec/complex-key", (2, 1)),
        ("a: {{ $value }}", "spec/complex-key", (1, 5)),
        (b"a: \xff", "spec/not-utf8", (1, 4)),
        ("é: 1\nü: ".encode() + b"\xe9", "spec/not-utf8", (2, 4)),
        (b"\xef\xbb\xbfa: \xff", "spec/not-utf8", (1, 4)),
        (b'\xef\xbb\xbf\xef\xbb\xbf{\n"a": {\n"b": 1\n  ', "spec/yaml-syntax", (2, 6)),
        ("a: 1".encode("utf-16"), "spec/not-utf8", (1, 1)),
        ("a: 1".encode("utf-16-be"), "spec/yaml-syntax", (1, 1)),
        (b"a: \xed\xa0\x80", "spec/not-utf8", (1, 4)),
        ("a: 1\nb: \0", "spec/yaml-syntax", (2, 4)),
        ("é: \x01", "spec/yaml-syntax", (1, 4)),
        ("a: 1\r\nb: 2\r\n\x1b", "spec/yaml-syntax", (3, 1)),
        ("a: x\u2028y", "spec/yaml-syntax", (1, 5)),
        ("a: 1\nb: '\x85'", "spec/yaml-syntax", (2, 5)),
        ("\U0001f600: [", "spec/yaml-syntax", (1, 5)),
        ("a: b: c", "spec/yaml-syntax", (1, 4)),
        ("é: ü: c", "spec/yaml-syntax", (1, 4)),
        ("a:\n\tb: 1", "spec/yaml-syntax", (2, 1)),
        ("a: 1\nb: 'x\nc: 1\n", "spec/yaml-syntax", (2, 4)),
        ("a: 1\nfoo\nb: 2", "spec/yaml-syntax", (2, 1)),
        ("a:\n  - b\n c: 1", "spec/yaml-syntax", (3, 2)),
        ("a: @x", "spec/yaml-syntax", (1, 4)),
        ('a: "\\d"', "spec/yaml-syntax", (1, 5)),
        ('a: "\\ud800"', "spec/yaml-syntax", (1, 7)),
        ("a: {b: 1", "spec/yaml-syntax", (1, 4)),
    ],
)
def test_every_fault_is_at_its_line_and_column(content: str | bytes, code: str, at: tuple[int, int]) -> None:
    found = fault(content)
    assert (found.code, *place(found)) == (code, *at), found.message


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("a:\n\tb: 1", "indent with spaces"),
        ("a: `b`", "put the text in quotes"),
        ("a: {{ $value }}", "put the whole text in quotes"),
        ("a: 'b", "close it: `'b'`"),
        ("a: 'b\n\n  c", "close the quote"),
        ("foo\nbar: 1\nb: 2", "write `foo:`"),
        ("foo\nba\nbar: 1", "put a text that holds `: ` in quotes, or indent the key like its neighbours"),
        ('a: "\\d"', "use single quotes, or double the backslash"),
    ],
)
def test_a_fault_says_what_to_type(text: str, remedy: str) -> None:
    assert fault(text).help == remedy


def test_a_fault_that_began_lines_above_shows_where() -> None:
    found = fault("a:\n  - {b: 1,\n  c: 2\nd: 1")
    assert found.note is not None
    assert (found.note[0], found.note[1].line, found.note[1].column) == ("while parsing a flow mapping", 2, 5)


def test_a_quoted_merge_key_is_a_key() -> None:
    assert read('{"<<": 1}') == {"<<": 1}


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    assert fault(b"\xff" * (MAX_BYTES + 1)).code == "spec/too-large"
    assert read(b"#" * MAX_BYTES) is None


@given(st.binary(max_size=60) | st.text(alphabet="ab:-[]{},&*!|>'\"%@`#? \n\t\r<=\x85\u2028é\U0001f600", max_size=40).map(str.encode))
def test_any_bytes_are_a_document_or_a_fault_inside_the_file(content: bytes) -> None:
    found = parse("spec.yaml", content)
    if isinstance(found, Document):
        return
    lines = content.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= found.span.line <= len(lines) + 1
    assert 1 <= found.span.column <= len([*lines, ""][found.span.line - 1]) + 1
