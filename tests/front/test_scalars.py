"""What a plain scalar means, by a table and against another reader of YAML 1.2."""

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tocsin.source import Document, parse


def read(text: str) -> Any:  # noqa: ANN401  # any data
    document = parse("spec.yaml", text.encode())
    assert isinstance(document, Document), document
    return document.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("nULL", "nULL"),
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("No", "No"),
        ("y", "y"),
        ("0", 0),
        ("-0", 0),
        ("12", 12),
        ("+12", 12),
        ("-12", -12),
        ("012", "012"),
        ("-012", "-012"),
        ("00", "00"),
        ("0o17", 15),
        ("0O17", "0O17"),
        ("0o18", "0o18"),
        ("0x1F", 31),
        ("-0x1F", "-0x1F"),
        ("0xG", "0xG"),
        ("0b101", "0b101"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("123456789012345678", 123456789012345678),
        ("1234567890123456789", "1234567890123456789"),
        ("1.5", 1.5),
        ("-1.5", -1.5),
        ("+.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("00.5", "00.5"),
        (".", "."),
        ("1e3", 1000.0),
        ("1E-3", 0.001),
        ("1.5e+3", 1500.0),
        ("e3", "e3"),
        ("1e", "1e"),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        ("-.Inf", "-.Inf"),
        (".nan", ".nan"),
        ("inf", "inf"),
        ("17:00", "17:00"),
        ("190:20:30", "190:20:30"),
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
        ("5m", "5m"),
        ("95%", "95%"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("<<", "<<"),
        ("\u0663", "\u0663"),  # a digit, but not one of YAML's
    ],
)
def test_a_plain_scalar_is_what_its_author_typed(text: str, value: object) -> None:
    found = read(f"- {text}")
    assert found == [value]
    assert [type(value)] == list(map(type, found))  # 1 == True == 1.0


@pytest.mark.parametrize("text", ["~", "true", "12", "1.5", "null", "0x1F"])
def test_what_is_quoted_or_a_block_is_text(text: str) -> None:
    assert read(f"""["{text}", '{text}']""") == [text, text]
    assert read(f"a: |-\n  {text}\nb: >-\n  {text}") == {"a": text, "b": text}


@pytest.mark.parametrize("key", ["1", "true", "~", "on", "1.5", "2026-01-31"])
def test_a_key_is_always_text(key: str) -> None:
    assert read(f"{key}: 1") == {key: 1}
    assert read(f"{{{key}: 1}}") == {key: 1}


def test_what_is_left_out_is_null() -> None:
    assert read("a:\nb: []\nc:\n  -\n") == {"a": None, "b": [], "c": [None]}


_RUAMEL = YAML(typ="safe", pure=True)
_NARROWED = re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?|[-+]?[0-9]{19,}.*|[-+]?\.(inf|nan)|.*_.*", re.IGNORECASE)
# Where ruamel.yaml reads more than the core schema of YAML 1.2 has (binary numbers, signed octal ones, dates, `=`), and less.
_MORE = re.compile(r"[-+]?0b.*|[-+]0[xo].*|\d{4}-\d+-\d+.*|[=<]+", re.IGNORECASE)
_LESS = re.compile(r"[-+]?\.[0-9]+[eE][0-9]+")


def read_by_another(text: str) -> Any:  # noqa: ANN401  # any data
    return _RUAMEL.load(text)


@given(
    st.text(alphabet="0123456789", min_size=1, max_size=3)
    | st.text(alphabet="0123456789+-._eExobnulNUtraTRAfsSL~%:", min_size=1, max_size=9)
)
@example("0o7")
@example("1.e5")
@example("1e400")
def test_another_reader_of_yaml_1_2_reads_the_same(text: str) -> None:
    try:
        expected = read_by_another(f"- {text}\n")
    except (YAMLError, ValueError):
        return
    if not isinstance(expected, list) or len(expected) != 1 or isinstance(expected[0], dict | list):
        return
    [value] = read(f"- {text}\n")
    if _LESS.fullmatch(text):
        assert value == float(text)
    elif _NARROWED.fullmatch(text) or _MORE.fullmatch(text) or expected[0] in {float("inf"), float("-inf")}:
        assert value == text
    else:
        assert (type(value), value) == (type(expected[0]), expected[0])
