"""The series that a draft says drive an expression."""

import pytest

from tocsin.adopt.proof import proof_of
from tocsin.promql import ParseFailure, parse


def driven(text: str, *apart: str, recorded: tuple[str, ...] = ()) -> dict[str, str]:
    expr = parse(text)
    assert not isinstance(expr, ParseFailure)
    return proof_of(expr, apart, recorded)


@pytest.mark.parametrize(
    ("text", "series"),
    [
        ("x + 3", {"x": "level - 3"}),
        ("3 + x", {"x": "level - 3"}),
        ("x - 3", {"x": "level + 3"}),
        ("3 - x", {"x": "3 - level"}),
        ("x * 4", {"x": "level / 4"}),
        ("4 * x", {"x": "level / 4"}),
        ("x / 4", {"x": "level * 4"}),
        ("irate(x[5m])", {"x": "rate level"}),
        ("increase(x[1h])", {"x": "rate level / 3600"}),
        ("avg_over_time(x[1h])", {"x": "level"}),
        ("sum without (pod) (x)", {"x": "level"}),
        ("sum by (pod) (x)", {'x{pod="pod-1"}': "level"}),
        ('x{a="b",c!="d",e=~"f|g",h!~"i",j=~".*"}', {'x{a="b",c="c-1",e="f",h="h-1",j="a"}': "level"}),
        ('x{a!=""}', {'x{a="a-1"}': "level"}),
        ('max by (a) (x{a!="b"})', {'x{a="a-1"}': "level"}),
        ('x{a="b",a="c"}', {}),
        ("sum(x) / (sum(y) > 0)", {"x": "level * 10", "y": "10"}),
        ("sum by (a) (x) / sum by (a) (y)", {'x{a="a-1"}': "level * 10", 'y{a="a-1"}': "10"}),
        ("sum(x) / (sum(y) > 100)", {}),
        ("sum by (a) (x) / sum by (b) (y)", {}),
        ('sum(rate(x{code="500"}[5m])) / sum(rate(x[5m]))', {}),
        ("x * 0", {}),
        ("x offset 5m", {}),
        ("x @ start()", {}),
        ("x - y", {}),
        ("x and y", {}),
        ("x and on () y > 3", {"x": "level", "y": "4"}),
        ("x and on (a) max by (a) (y) <= 3", {'x{a="a-1"}': "level", 'y{a="a-1"}': "3"}),
        ("max by (a) (x) and on (a) rate(y[5m]) > 0", {'x{a="a-1"}': "level", 'y{a="a-1"}': "rate 1"}),
        ("x and ignoring (a) y > 3", {}),
        ("x and on (a) x > 3", {}),
        ("x and on (a) y", {}),
        ("x and on (a) y != 3", {}),
        ("x and on (a) y / z > 3", {}),
        ("x unless on (a) y > 3", {}),
        ("histogram_quantile(0.9, rate(x_bucket[5m]))", {}),
        ("count(x)", {}),
        ('{__name__="x"} + 0', {"x": "level - 0"}),
    ],
)
def test_what_drives_an_expression(text: str, series: dict[str, str]) -> None:
    assert driven(text) == series


def test_alerts_are_told_apart_by_labels_that_the_series_have() -> None:
    assert driven("max(x)", "zone") == {'x{zone="zone-1"}': "level"}


def test_what_rules_record_is_not_given() -> None:
    assert driven("max(x)", recorded=("x",)) == {}
