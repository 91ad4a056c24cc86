"""The windows of every period mean the same: as much of the budget is gone when an alert fires, and a short window ends it soon."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.duration import format_duration
from tocsin.lower.context import milliseconds
from tocsin.lower.slos.windows import pairs_of, shortest_of
from tocsin.spec.slos import Slo

_PERIODS = get_args(Slo.model_fields["period"].annotation)
_TINY = Decimal("0.001")


def test_thirty_days_are_watched_as_the_workbook_says() -> None:
    pairs = pairs_of("30d", budget=_TINY)
    assert [(pair.response, str(pair.factor), format_duration(pair.long_ms), format_duration(pair.short_ms)) for pair in pairs] == [
        ("page", "14.4", "1h", "5m"),
        ("page", "6", "6h", "30m"),
        ("ticket", "3", "1d", "2h"),
        ("ticket", "1", "3d", "6h"),
    ]


@pytest.mark.parametrize("period", _PERIODS)
def test_every_period_spends_as_much_of_its_budget_before_an_alert(period: str) -> None:
    spent = [float(pair.factor) * pair.long_ms / milliseconds(period) for pair in pairs_of(period, budget=_TINY)]
    # 2%, 5%, 10% and 10% of the budget; 28 days take the windows of 30, and quarters of an hour are round.
    assert spent == pytest.approx([0.02, 0.05, 0.1, 0.1], rel=0.08)


@pytest.mark.parametrize("period", _PERIODS)
def test_a_short_window_is_about_a_twelfth_of_the_long_one(period: str) -> None:
    for pair in pairs_of(period, budget=_TINY):
        assert 1 / 13 < pair.short_ms / pair.long_ms <= 1 / 7


@given(st.sampled_from(_PERIODS), st.decimals(min_value="0.0001", max_value="0.9999", places=4))
def test_an_alert_that_could_not_fire_is_none_but_there_is_always_one(period: str, budget: Decimal) -> None:
    pairs = pairs_of(period, budget=budget)
    assert pairs
    assert all(pair.factor * budget < 1 for pair in pairs)
    assert [pair.factor for pair in pairs] == sorted((pair.factor for pair in pairs), reverse=True)
    assert shortest_of(period) <= min(pair.short_ms for pair in pairs)
