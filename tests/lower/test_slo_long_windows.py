"""How far the share of a long window, summed from recorded rates, may be from the one that the counters tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CompileSpec, Judge
from lower.slo_proof import Phase, judged, rules

_HOUR = 60
_DAY = 24 * _HOUR
_LONG = 1440
_SHORT = 5
_ERRORS, _REQUESTS = (f"sum(rate({name}_total[1d]))" for name in ("errors", "requests"))
_APART = f"abs(max(slo:sli_error:ratio_rate1d) - {_ERRORS} / {_REQUESTS})"


_EVEN = Phase(minutes=_DAY + _HOUR, requests=100)
_OUTAGE = Phase(minutes=3, requests=100, errors=100)
# Traffic, and between what the difference must be.
_TRAFFIC: dict[str, tuple[list[Phase], float, float]] = {
    "steady: exact": ([Phase(minutes=_DAY + _HOUR, requests=100, errors=2)], 0, 1e-9),
    "all fail at the end": ([_EVEN, _OUTAGE], 1e-4, 2 * _SHORT / _LONG),
    "all failed just before the window": ([_EVEN, _OUTAGE, Phase(minutes=_DAY, requests=100)], 1e-4, 2 * _SHORT / _LONG),
    # Ten times the traffic: twice five minutes of it, among the day's.
    "a peak fails at the end": ([_EVEN, Phase(minutes=5, requests=1000, errors=1000)], 1e-3, 2 * _SHORT * 10 / (_LONG + 45)),
    # A mean of shares would say 25%: half of the day's hours were half bad, though they had a hundredth of its requests.
    "quiet hours fail": (
        [Phase(minutes=13 * _HOUR, requests=1000), Phase(minutes=12 * _HOUR, requests=10, errors=5)],
        0,
        2 * _SHORT * 1000 / (12 * _HOUR * 1010),
    ),
    "nobody asks at night": (
        [
            Phase(minutes=12 * _HOUR, requests=100, errors=5),
            Phase(minutes=11 * _HOUR, requests=0),
            Phase(minutes=4 * _HOUR, requests=100, errors=1),
        ],
        0,
        2 * _SHORT / (13 * _HOUR),
    ),
}


@pytest.mark.parametrize("traffic", sorted(_TRAFFIC))
def test_a_long_share_is_within_its_bound(traffic: str, compile_spec: CompileSpec, judge: Judge, tmp_path: Path) -> None:
    phases, least, most = _TRAFFIC[traffic]
    expected: dict[str, float | None] = {f"{_APART} <= bool {most}": 1, f"{_APART} >= bool {least}": 1}
    assert judged(tmp_path, judge("promtool"), [rules(compile_spec)], phases, expected) == ""


def test_what_is_left_of_a_budget_is_one_less_what_was_spent(compile_spec: CompileSpec, judge: Judge, tmp_path: Path) -> None:
    # Of 1% that may be bad 0.5% was.
    expected: dict[str, float | None] = {
        "round(max(slo:error_budget_remaining:ratio), 0.000001)": 0.5,
        "round(max(slo:period_burn_rate:ratio), 0.000001)": 0.5,
        "round(max(slo:current_burn_rate:ratio), 0.000001)": 0.5,
        "max(slo:objective:ratio)": 0.99,
        "max(slo:error_budget:ratio)": 0.01,
        "max(slo:time_period:days)": 30,
    }
    assert judged(tmp_path, judge("promtool"), [rules(compile_spec)], [Phase(minutes=6 * _HOUR, requests=200, errors=1)], expected) == ""
