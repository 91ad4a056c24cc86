"""Checks of what a recording must hold: two wrong recordings may cancel out in the alert that compares them."""

from __future__ import annotations

import json
from typing import Final

from tocsin import ir, promql
from tocsin.duration import format_duration
from tocsin.promql import Matcher, Selector

_NEAR: Final = 1e-6
"""By which part of it a value may be another: a counter is written in twelve digits, and its steps are added up."""
_NONE: Final = 1e-9
"""What is as good as 0: the difference of two means of the same is not always 0 to the last bit."""


def recording_check(recorded: ir.Recorded, step_ms: int) -> dict[str, object]:
    """Return the check of one recording, in a world of steps of `step_ms`: all of its labels, and its value but for a hair.

    https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#promql_test_case
    """
    series = Selector(recorded.name, tuple(Matcher(label, "=", value) for label, value in sorted(recorded.labels.items())))
    at = format_duration(recorded.step * step_ms)
    if recorded.value is None:
        return {"eval_time": at, "expr": promql.to_text(series)}
    if recorded.other:
        return {"eval_time": at, "expr": promql.to_text(promql.compare("==", series, recorded.value))}
    labels = ", ".join(f"{label}={json.dumps(value, ensure_ascii=False)}" for label, value in sorted(recorded.labels.items()))
    return {
        "eval_time": at,
        "expr": promql.to_text(_is(series, recorded.value)),
        "exp_samples": [{"labels": f"{{{labels}}}", "value": 1}],
    }


def _is(series: Selector, value: float) -> promql.Expr:
    """Return 1 where `series` has the value, and 0 where it has another."""
    away = promql.call("abs", promql.subtract(series, float(f"{value:.12g}")) if value else series)
    return promql.compare("<", away, float(f"{abs(value) * _NEAR or _NONE:.3g}"), as_bool=True)
