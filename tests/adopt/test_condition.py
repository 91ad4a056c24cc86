"""The real Prometheus says of every form of an expression that its threshold fires for exactly the same series."""

from pathlib import Path

import pytest
import yaml

from answered import Asked, refusal
from conftest import Judge
from tocsin.adopt import adopted, read
from tocsin.adopt.condition import condition
from tocsin.pipeline import meant
from tocsin.promql import ParseFailure, parse, to_text

_INTO = "specs/shop/adopted.yaml"
_OPERATORS = {"above": ">", "below": "<", "equals": "=="}
_VALUES = ["-1", "0", "1", "2.5", "3", "7", "NaN", "+Inf", "-Inf"]
_SERIES = {
    f'{name}{{a="{number}", b="{number % 2}"}}': f"{value} {value}"
    for shift, name in enumerate(("x", "y", "z"))
    for number, value in enumerate([*_VALUES[shift:], *_VALUES[:shift], "4"])
}
EXPRESSIONS = [
    "x > 2",
    "x > 2 * 3",
    "-(1 + 1) / 2 <= x",
    "x < 1 / 0",
    "x < 2",
    "2 < x",
    "2 >= x",
    "x >= 2.5",
    "x <= 0",
    "x == 1",
    "x == 3",
    "x != 1",
    "x < +Inf",
    "x > -Inf",
    "x > y",
    "x == y",
    "x > on (a) group_left y",
    "x > 1 and y < 3",
    "x > 1 unless y < 3",
    "x >= 1 and on (b) z > 5",
    "x and y > 1",
    "x > 1 or y > 2",
    "(x > 1) + 1",
    "x",
    "x > bool 1",
    "x / y > 1",
    "sum by (b) (x) > 1 or max by (b) (y)",
    "absent(nothing)",
    'absent(nothing{a="1"}) and on () x > 2',
    "absent(x) or y < 0",
    "vector(1)",
    "topk(2, x)",
    "count by (b) (x > 2) >= 4",
    "2.5 <= count by (b) (x > 2)",
    "count by (b) (x > 2) >= 2.5 or x > 7",
    "count by (b) (x > 2) <= 1",
    "sum(count by (b) (x > 0)) >= 3",
    "count_over_time(x[2m]) >= 2 and x > 1",
    "changes(x[5m]) <= 1",
]


def _refusal(judge: Judge, folder: Path, text: str, moved: float) -> str:
    """Return what promtool has against it: no series for which only one of the two fires, and some for which both do."""
    expr = parse(text)
    assert not isinstance(expr, ParseFailure)
    found = condition(expr)
    taken = f"(({to_text(found.value)}) {_OPERATORS[found.key]} {found.limit + moved})"
    asked = [
        Asked(f"count(({text}) unless {taken})", "1m", {}),
        Asked(f"count({taken} unless ({text}))", "1m", {}),
        Asked(f"count({text}) > bool 0", "1m", {"{}": 1}),
    ]
    return refusal(judge("promtool"), folder, asked, series=_SERIES)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_condition_fires_when_the_expression_does(judge: Judge, tmp_path: Path, text: str) -> None:
    assert _refusal(judge, tmp_path, text, 0) == ""


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_threshold_has_words_for_it(text: str) -> None:
    rules = yaml.safe_dump({"groups": [{"name": "g", "rules": [{"alert": "Some", "expr": text, "labels": {"severity": "critical"}}]}]})
    found = adopted(read("rules.yaml", rules.encode()).rules, {}, _INTO, ())
    examined = meant({"shop": {_INTO: found.drafted.text.encode()}})
    assert not examined.diagnostics
    assert [alert.name for checked in examined.estate for alert in checked.alerts] == ["Some"]


@pytest.mark.parametrize("text", ["x > 2", "x >= 2.5", "x > 1 or y > 2", "x > 1 unless y < 3"])
def test_another_limit_is_noticed(judge: Judge, tmp_path: Path, text: str) -> None:
    assert _refusal(judge, tmp_path, text, 2)
