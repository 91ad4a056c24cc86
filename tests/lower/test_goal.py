"""A goal: falling back behind the baseline is told, whichever direction is better; that the goal is not reached yet is not."""

from pathlib import Path

import pytest

from case import all_cases
from conftest import Judge
from lower.firing import Proof
from tocsin.ir import Line, Panel

SUM = 'answer_seconds_sum{model="forecast",namespace="ml"}'
COUNT = 'answer_seconds_count{model="forecast",namespace="ml"}'
TOKENS = 'generated_tokens_total{model="forecast",namespace="ml"}'


@pytest.mark.parametrize(
    ("seconds", "tokens", "at", "expected"),
    [
        ("4", 4500, "3h", []),
        ("7.9", 2800, "3h", []),
        ("8.1", 2800, "3h", ["MeanLatencyRegressed/warning"]),
        ("8.1", 2800, "30m", []),
        ("4", 2600, "3h", ["TokensRegressed/info"]),
    ],
)
def test_falling_back_behind_the_baseline_is_told(
    seconds: str, tokens: int, at: str, expected: list[str], tmp_path: Path, judge: Judge
) -> None:
    """A hundred answers a minute, of 40 to 81ms each; 45 tokens a second are 2700 a minute."""
    series = {SUM: f"0+{seconds}x200", COUNT: "0+100x200", TOKENS: f"0+{tokens}x200"}
    Proof("goal", tmp_path, judge).fires(series, expected, at=at)


def test_the_baseline_and_the_goal_are_lines_of_the_panel() -> None:
    (platform,) = (platform for case in all_cases() if case.name == "goal" for platform in case.platforms())
    (dashboard,) = platform.dashboards
    lines = {panel.title: panel.lines for row in dashboard.rows for panel in row.panels if isinstance(panel, Panel)}
    assert lines["Mean latency"] == (Line(op=">", value=0.08, severity="warning"), Line(op="<=", value=0.045, severity=None))
    assert lines["Tokens rate"] == (Line(op="<", value=45.0, severity="info"), Line(op=">=", value=75.0, severity=None))
