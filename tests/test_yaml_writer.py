import io
import string

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tocsin.yaml_writer import dumps
from yaml_traps import BLOCKS, RETYPED, TRAPS

characters = st.one_of(
    st.sampled_from(" \n\t:#-?,[]{}&*!|>'\"%@`\\~=<.+0123456789eExXoOabnNyY_"),
    st.characters(codec="utf-8"),
)
pieces = st.one_of(st.sampled_from(TRAPS), characters, st.text(string.ascii_letters, max_size=5))
texts = st.one_of(st.sampled_from(TRAPS), st.lists(pieces, max_size=6).map("".join), st.text(st.sampled_from(" \n\t#-:a|"), max_size=12))
keys = texts.filter(lambda text: len(text) < 150)
numbers = st.one_of(st.integers(-(2**80), 2**80), st.floats(allow_nan=False, allow_infinity=False))
values = st.recursive(
    st.one_of(texts, numbers, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=15,
)


def readings(text: str) -> list[object]:
    """Return what each YAML reader at hand, of either version of YAML, makes of `text`."""
    return [
        yaml.load(text, yaml.SafeLoader),
        yaml.load(text, yaml.CSafeLoader),
        YAML(typ="safe", pure=True).load(text),
    ]


@given(values)
@example([["a\n\n"], [[" a\nb"]]])
@example({"a": {"b": [{"c": "\n x\n\n"}, "\n\n"]}, "d": "e\n\n\n"})
def test_every_reader_reads_back_what_was_written(value: object) -> None:
    # repr also tells 1 from 1.0 and True, and 0.0 from -0.0.
    assert [repr(reading) for reading in readings(dumps(value))] == [repr(value)] * 3


@pytest.mark.parametrize("text", TRAPS)
def test_a_trap_is_the_same_text_as_key_value_and_item(text: str) -> None:
    value = {"value": text, "items": [text, [text], {"deep": text}], **({text: text} if len(text) < 900 else {}), "after": "x"}
    assert readings(dumps(value)) == [value] * 3
    assert readings(dumps(text)) == [text] * 3


@pytest.mark.parametrize("text", RETYPED)
def test_what_could_be_retyped_is_quoted(text: str) -> None:
    assert dumps(text)[0] in "'\""


@pytest.mark.parametrize(
    "text",
    [
        "5m",
        "100ms",
        "1h30m",
        "3d",
        "20Gi",
        "50%",
        "95th percentile",
        "monitoring.coreos.com/v1",
        "app.kubernetes.io/name",
        'up{job="x"} == 0',
        "(a or b) > 0.1",
        "https://runbooks.example.com/A",
        "Latency of {{ $labels.model }} is high",
        "$labels",
        "none",
        "critical-alerts",
        "é",
        "🔔 alarm",
    ],
)
def test_what_cannot_be_retyped_stays_bare(text: str) -> None:
    assert dumps(text) == f"{text}\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('{{ printf "%.2f" $value }}', "'{{ printf \"%.2f\" $value }}'"),
        ("it's: so", '"it\'s: so"'),
        ('it\'s "so": yes', '"it\'s \\"so\\": yes"'),
        ("a\u202eb", '"a\\u202eb"'),
        ("\U000e0041", '"\\U000e0041"'),
        ("a\tb", '"a\\tb"'),
        ("\x85", '"\\u0085"'),
    ],
)
def test_quotes_are_those_that_need_fewer_escapes(text: str, written: str) -> None:
    assert dumps(text) == f"{written}\n"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1e-07, "1.0e-07"),
        (1e16, "1.0e+16"),
        (1.5e300, "1.5e+300"),
        (-5e-324, "-5.0e-324"),
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (10**20, "100000000000000000000"),
    ],
)
def test_a_number_is_a_number_in_both_versions_of_yaml(number: float, written: str) -> None:
    assert dumps(number) == f"{written}\n"
    assert [repr(reading) for reading in readings(written)] == [repr(number)] * 3


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_what_json_cannot_hold_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="write it as text"):
        dumps({"a": [number]})


class Name(str):
    """Text of its own type, as an enum is."""

    __slots__ = ()


@pytest.mark.parametrize("value", [{1}, b"a", object(), {"a": 1j}, [Name("a")], {1: "a"}, {None: "a"}, {True: "a"}])
def test_anything_but_plain_data_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        dumps(value)


@pytest.mark.parametrize("value", ["a\ud800b", {"\udfff": 1}, "a\n\ud800\n", {"k" * 1001: 1}, {"\x00" * 200: 1}])
def test_what_no_reader_would_accept_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"surrogate|longer than"):
        dumps(value)


def test_a_rule_file_reads_as_a_person_would_write_it() -> None:
    rule = {
        "alert": "SalesLatencyHigh",
        "expr": "histogram_quantile(\n  0.95,\n  sum by (le) (rate(latency_seconds_bucket[5m]))\n) > 0.1\n",
        "for": "5m",
        "labels": {"severity": "warning", "tier": "1", "muted": "no"},
        "annotations": {"summary": "{{ $labels.model }} is slow", "description": "Slow.\nLook at it.", "runbook_url": "https://r/x"},
    }
    document: dict[str, object] = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "sales", "labels": {}},
        "spec": {"groups": [{"name": "sales", "rules": [rule, {"record": "a:b", "expr": "up", "labels": {"le": "+Inf"}}]}]},
        "none": None,
        "ratio": 0.8,
        "list": [],
        "pairs": ((1, 2), (True, "x")),
    }
    assert dumps(document, header="generated by tocsin from specs/a.yaml\ndo not edit") == (
        """\
# generated by tocsin from specs/a.yaml
# do not edit
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: sales
  labels: {}
spec:
  groups:
  - name: sales
    rules:
    - alert: SalesLatencyHigh
      expr: |
        histogram_quantile(
          0.95,
          sum by (le) (rate(latency_seconds_bucket[5m]))
        ) > 0.1
      for: 5m
      labels:
        severity: warning
        tier: "1"
        muted: "no"
      annotations:
        summary: "{{ $labels.model }} is slow"
        description: |-
          Slow.
          Look at it.
        runbook_url: https://r/x
    - record: a:b
      expr: up
      labels:
        le: "+Inf"
none: null
ratio: 0.8
list: []
pairs:
- - 1
  - 2
- - true
  - x
"""
    )


def test_a_header_with_a_line_break_stays_a_comment() -> None:
    assert dumps({"a": 1}, header="from x\u2028y: 1\nz: 2\r\n") == "# from x\n# y: 1\n# z: 2\na: 1\n"


def test_no_line_ends_in_a_space() -> None:
    text = dumps({"a": BLOCKS, "b": {trap: trap for trap in TRAPS if len(trap) < 900}})
    assert [line for line in io.StringIO(text) if line.rstrip("\n") != line.rstrip()] == []
