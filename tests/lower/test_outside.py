"""A range that is left on both sides at once, by two replicas, is one alert: two of one label set would fail the rule and fire none."""

from __future__ import annotations

from pathlib import Path

from conftest import Judge
from lower.firing import Proof


def test_too_low_and_too_high_at_once_is_one_alert(tmp_path: Path, judge: Judge) -> None:
    series = 'disparate_impact{{model="forecast",namespace="ml",pod="{}"}}'
    both = {series.format("a"): "0.1x30", series.format("b"): "9x30"}
    Proof("outside", tmp_path, judge).fires(both, ["FairnessOutOfRange/warning", "FairnessOutOfRange/critical"], at="20m")
