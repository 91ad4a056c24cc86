"""A bucket is found however its exporter, or the Prometheus that stores it, writes its edge."""

from __future__ import annotations

import re

import pytest

from tocsin import promql
from tocsin.measures import Series
from tocsin.units import UNITS


@pytest.mark.parametrize(
    ("edge", "written"),
    [
        (0.25, ("0.25",)),
        (0.001048576, ("0.001048576",)),
        (0.00001, ("1e-05",)),
        (1.0, ("1", "1.0")),
        (500000.0, ("500000", "500000.0")),
        (1e6, ("1000000", "1000000.0", "1e+06")),
        (2.5e6, ("2500000", "2500000.0", "2.5e+06")),
    ],
)
def test_an_edge_is_found_in_every_way_of_writing_it(edge: float, written: tuple[str, ...]) -> None:
    series = Series(metric="latency_seconds", type="histogram", base=UNITS["seconds"], matchers=(), by=(), buckets=(edge,))
    (selector,) = promql.selectors(series.under(edge, window=300_000))
    (matcher,) = [each for each in selector.matchers if each.label == "le"]
    assert all(matcher.value == text if matcher.op == "=" else re.fullmatch(matcher.value, text) for text in written)
    assert not (matcher.op == "=~" and re.fullmatch(matcher.value, f"{edge * 10:g}"))


@pytest.mark.parametrize(
    ("quantile", "written"), [(0.99, ("0.99",)), (0.9999999, ("0.9999999",)), (1.0, ("1", "1.0")), (0.0, ("0", "0.0"))]
)
def test_a_quantile_of_a_summary_is_found_in_every_way_of_writing_it(quantile: float, written: tuple[str, ...]) -> None:
    series = Series(metric="latency_seconds", type="summary", base=UNITS["seconds"], matchers=(), by=())
    (selector,) = promql.selectors(series.quantile(quantile, window=300_000))
    (matcher,) = [each for each in selector.matchers if each.label == "quantile"]
    assert all(matcher.value == text if matcher.op == "=" else re.fullmatch(matcher.value, text) for text in written)
