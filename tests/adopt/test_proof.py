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
        (
            'sum(rate(x{code="500"}[5m])) / sum(rate(x[5m]))',
            {'x{code="500"}': "rate level * 10", 'x{code="another"}': "rate 10 - level * 10"},
        ),
        ('sum by (code) (x{code="500"}) / sum by (code) (x)', {}),
        ('rate(x{code="500"}[5m]) / rate(x[5m])', {}),
        ('avg(x{code="500"}) / avg(x)', {}),
        ('sum(x{code="500"}) / sum(y) + sum(x{code=~"4..|5.."}) / sum(x)', {}),
        ("x * 0", {}),
        ("x offset 5m", {}),
        ("x @ start()", {}),
        ("x - y", {"y": "10", "x": "level + 10"}),
        ("x + y", {"y": "0", "x": "level"}),
        ("x * y", {"y": "1", "x": "level / 1"}),
        ("x / y", {"x": "level * 10", "y": "10"}),
        ("(x - y) / x", {"x": "10", "y": "10 - level * 10"}),
        ("x / (x + y)", {"x": "level * 10", "y": "10 - level * 10"}),
        ("100 * rate(x[5m]) / (rate(x[5m]) + rate(y[5m]))", {"x": "rate level * 10 / 100", "y": "rate 10 - level * 10 / 100"}),
        ("sum(x) / clamp_min(sum(y), 1)", {"x": "level * 10", "y": "10"}),
        ("sum(x) / clamp_min(sum(y), 100)", {}),
        ("abs(x - 3)", {"x": "level + 3"}),
        ("x % y", {}),
        ('x{a="1"} / y', {'x{a="1"}': "level * 10", 'y{a="1"}': "10"}),
        ('x{a="1"} / y{a="2"}', {}),
        ('x{a="1"} / ignoring (a) y{a="2"}', {'x{a="1"}': "level * 10", 'y{a="2"}': "10"}),
        ('x{a="1"} / on (b) y{a="2"}', {'x{a="1",b="b-1"}': "level * 10", 'y{a="2",b="b-1"}': "10"}),
        ('x{a="1"} / on (a) y{a="2"}', {}),
        ('x{a="1"} and on (a, b) y{a="2"}', {}),
        ('x{a="1"} / y{a="2"} + on () z / on (a) w', {}),
        ("max_over_time(rate(x[5m])[1h:1m])", {"x": "rate level"}),
        ("max_over_time(x[1h:1m] offset 5m)", {}),
        ("x and y", {"x": "level", "y": "10"}),
        ("x or vector(0)", {"x": "level"}),
        ("x unless x > 3", {}),
        ("x unless y", {"x": "level"}),
        ("x / y and y > 0", {"x": "level * 10", "y": "10"}),
        ("x / y and y > 10", {}),
        ("x / (x + y) and x + y > 0", {"x": "level * 10", "y": "10 - level * 10"}),
        ("x > bool 3", {"x": "3 + level"}),
        ("x >= bool 3", {"x": "2 + level"}),
        ("x < bool 3", {"x": "3 - level"}),
        ("x <= bool 3", {"x": "4 - level"}),
        ("x == bool 3", {"x": "4 - level"}),
        ("x != bool 3", {"x": "3 + level"}),
        ("rate(x[5m]) >= bool 0.5", {"x": "rate 0.45 + level * 0.05"}),
        ("x > bool y", {"y": "10", "x": "10 + level"}),
        ("x != bool y * 2", {"y": "5", "x": "10 + level"}),
        ("(x > 1 or y > 2) ^ 0", {"x": "1 + level"}),
        ("sum by (a) (x == 1) ^ 0", {'x{a="a-1"}': "2 - level"}),
        ("((x > 1) * on (a) y) ^ 0", {'x{a="a-1"}': "1 + level", 'y{a="a-1"}': "1"}),
        ("x ^ 0", {}),
        ("x >= bool 3 and y > 1", {"x": "2 + level", "y": "2"}),
        ("x * on (a) group_left (b) y", {'x{a="a-1"}': "level / 1", 'y{a="a-1"}': "1"}),
        ("x and on () y > 3", {"x": "level", "y": "4"}),
        ("x and on (a) max by (a) (y) <= 3", {'x{a="a-1"}': "level", 'y{a="a-1"}': "3"}),
        ("max by (a) (x) and on (a) rate(y[5m]) > 0", {'x{a="a-1"}': "level", 'y{a="a-1"}': "rate 1"}),
        ("x and ignoring (a) y > 3", {"x": "level", "y": "4"}),
        ("x and on (a) x > 3", {}),
        ("x and on (a) y", {'x{a="a-1"}': "level", 'y{a="a-1"}': "10"}),
        ("x and on (a) y != 3", {'x{a="a-1"}': "level", 'y{a="a-1"}': "4"}),
        ("x and on (a) y / z > 3", {'x{a="a-1"}': "level", 'y{a="a-1"}': "40", 'z{a="a-1"}': "10"}),
        ("x unless on (a) y > 3", {'x{a="a-1"}': "level"}),
        (
            "histogram_quantile(0.9, rate(x_bucket[5m]))",
            {
                'x_bucket{le="0.0"}': "rate 9 - level / 100 * 1",
                'x_bucket{le="100.0"}': "rate 9 - level / 100 * 1 + 1",
                'x_bucket{le="+Inf"}': "rate 10",
            },
        ),
        ('histogram_quantile(0.9, rate(x_bucket{le=~"1|2"}[5m]))', {}),
        ("histogram_quantile(scalar(y), rate(x_bucket[5m]))", {}),
        ("count(x)", {}),
        ('{__name__="x"} + 0', {"x": "level"}),
    ],
)
def test_what_drives_an_expression(text: str, series: dict[str, str]) -> None:
    assert driven(text) == series


def test_alerts_are_told_apart_by_labels_that_the_series_have() -> None:
    assert driven("max(x)", "zone") == {'x{zone="zone-1"}': "level"}


def test_what_rules_record_is_not_given() -> None:
    assert driven("max(x)", recorded=("x",)) == {}


def test_one_series_that_many_are_joined_with_is_not_given_for_each_of_them() -> None:
    assert driven("x * on (a) group_left (b) y", "b") == {}
    assert driven("x * on (a) group_left (b) y", "a")


def test_what_is_counted_never_falls() -> None:
    assert driven("rate(x[5m]) + 3") == {}
    assert driven("rate(x[5m]) - 3") == {"x": "rate level + 3"}
    assert driven("rate(x[5m]) >= bool 0") == {}
