"""Faults beyond those that `prove --mutate` knows, put into the rules of cases: the written tests notice each of them."""

from __future__ import annotations

from functools import cache

import pytest

from case import all_cases
from conftest import Judge
from tocsin.progress import silent
from tocsin.prove.alerts import prove_alerts
from tocsin.prove.kept import Kept

TEXTS = "    annotations:\n      description: Queue of"
OF_ALL = 'sum(rate(predictions_total{model="forecast",namespace="ml",version="v2"}'
UP = 'up{job="api-metrics",namespace="ml"}'
WHOLE = 'sum(rate(requests_total{model="forecast",namespace="ml"}'
YESTERDAY = 'model:requests:mean1h_1d{environment="default",model="forecast",namespace="ml",platform="shop"}\n        )'
FAULTS = (
    # Case, what of its rules becomes what, and whose proof fails.
    pytest.param("proofs", "> 10\n", ">= 10\n", "QueueHigh", id="the limit itself"),
    pytest.param("static-below", "< 0.8\n", "<= 0.8\n", "AccuracyLow", id="the limit itself, from above"),
    pytest.param("proofs", "for: 5m\n", "for: 5m\n    keep_firing_for: 1m\n", "QueueHigh", id="an alert that stays"),
    pytest.param("change-by-offset", "> 1\n", "> 0\n", "RequestsDrop", id="a floor of what was"),
    pytest.param("change-by-offset", "offset 1d", "offset 12h", "RequestsDrop", id="an earlier time of what was"),
    pytest.param("change-by-offset", "last_over_time(", "avg_over_time(", "VectorsDrop", id="a mean of what was"),
    pytest.param("change", "offset 10m", "offset 20m", "ReceivedSurge", id="a mean that ends too early"),
    pytest.param("target-down", f"absent({UP})", f"absent_over_time({UP}[5m])", "TargetDown", id="what is gone, told too late"),
    pytest.param("quantile-at-least", "by (le)", "by (le, pod)", "SlowestHigh", id="a quantile of each pod"),
    pytest.param("quantile-at-least", "by (le)", "by (le, instance)", "SlowestHigh", id="a quantile of each instance"),
    pytest.param("ratio-complement", f"or 0 * {WHOLE}[5m]", f"or 0 * {WHOLE}[150s]", "FailingHigh", id="a shorter window of none at all"),
    pytest.param("change-by-offset-floor", "> 0.1)", "> 0)", "RequestsSurge", id="a floor of what is"),
    pytest.param("anomaly", "abs(\n", "(\n", "LoadAnomaly", id="the other side"),
    pytest.param("anomaly-of-yesterday", "abs(\n", "(\n", "RequestsAnomaly", id="the other side of yesterday"),
    pytest.param("anomaly-of-yesterday", f"- {YESTERDAY}", f"+ {YESTERDAY}", "RequestsAnomaly", id="what was yesterday, added"),
    pytest.param("anomaly", ", 0.02)", ", 0)", "LoadAnomaly", id="the least deviation"),
    pytest.param("expr-proved", TEXTS, f"      owner: another\n{TEXTS}", "QueuedHigh", id="a label where the texts are not known"),
    pytest.param("ladder-of-other-metrics", "queue_room", "queue_capacity", "QueueHigh", id="another metric as a limit"),
    pytest.param("quantile-against-a-metric", "> min(", "< min(", "LatencyHigh", id="a quantile against a metric"),
    pytest.param("quantiles-against-metrics", "min(agreed_seconds{", "min(promised_seconds{", "LatencyHigh", id="a rung of another metric"),
    pytest.param("values-of-lists", "500|502|503", "500|503", "ErrorsHigh", id="a value lost from a list of a share"),
    pytest.param("values-of-lists", "a|b", "a", "QueueHigh", id="a value lost from a list of a gauge"),
    pytest.param("values-of-lists", "a|b", "a", "QueueMissing", id="a value lost from a list of what is missing"),
    pytest.param("values-of-lists", "x|y", "x", "RestHigh", id="a value lost from a list of what is left out"),
    pytest.param("values-of-lists", "500|502|503", "500|502", "AnsweredBudgetBurn", id="a value lost from a list of an objective"),
    pytest.param("values-of-lists", "200|201", "200", "QueueHigh", id="a value lost from a list of a guard"),
    pytest.param("values-of-lists", "1|2", "1", "OddAnomaly", id="a value lost from a list of what has a past"),
    pytest.param("proofs", "for: 5m\n", "for: 6m\n", "QueueHigh", id="a longer wait"),
    pytest.param("proofs", "for: 5m\n", "for: 4m\n", "QueueHigh", id="a shorter wait"),
    pytest.param("guards-of-windows", "[30m]", "[36m]", "OddHigh", id="a longer window of changes"),
    pytest.param("guards-of-windows", "[30m]", "[24m]", "OddHigh", id="a shorter window of changes"),
    pytest.param("guards-of-windows", "[1h]", "[72m]", "SlowHigh", id="a longer window of a guard"),
    pytest.param("guards-of-windows", "[1h]", "[48m]", "SlowHigh", id="a shorter window of a guard"),
    pytest.param("guards-of-windows", "[20m]", "[24m]", "LatencyHigh", id="a longer window of an alert that stays"),
    pytest.param("guards-of-windows", "[20m]", "[16m]", "LatencyHigh", id="a shorter window of an alert that stays"),
    pytest.param("guards-of-shares", "> 0)\n        )\n", "> 0.1)\n        )\n", "FailingHigh", id="a guard of hardly anything"),
    pytest.param("guards-of-shares", "> 0) > 0.8", "> -0.1) > 0.8", "FullHigh", id="a guard of nothing to divide by"),
    pytest.param("guards-of-shares", " or 0 * ", " and 0 * ", "SoundHigh", id="a guard of none at all"),
    pytest.param("change-by-offset-floor", 'ml"}[5m]', 'ml"}[150s]', "RequestsSurge", id="a shorter window of what has a past"),
    pytest.param("change-by-offset-floor", "> 0\n", "> -1\n", "RequestsSurge", id="a past of 0"),
    pytest.param("anomaly-each-day", "for: 5m\n", "for: 4m\n", "QueueAnomaly", id="a shorter wait after days"),
    pytest.param(
        "compare-shares", f"or 0 * {OF_ALL}[1d]", f"or 0 * {OF_ALL}[12h]", "ErrorShareChallengerHigh", id="a window of none at all"
    ),
    pytest.param("proofs-of-drift", "[7d]", "[14d]", "ConfidenceDrift", id="a longer window of what was before a drift"),
    pytest.param("proofs-of-drift", 'ml"}[5m]', 'ml"}[6m]', "ConfidenceDrift", id="a longer window of what drifts"),
    pytest.param("proofs-of-baseline", "vector(0.15)", "vector(0.05)", "ConfidenceDrift", id="another share at an edge of a baseline"),
    pytest.param("proofs-of-baseline", '"le", "1.0"', '"le", "1.00"', "LatencyDrift", id="an edge of a baseline that is spelled otherwise"),
    pytest.param("increase-of-a-month", "[30d]", "[15d]", "RequestsGrowing", id="a window of weeks"),
)


# What a fault does not touch is proved once: a proof that passed is known by all that it depends on.
_KEPT = Kept(None)


@cache
def _files(case: str) -> dict[str, str]:
    return next(each for each in all_cases() if each.name == case).generated()


def _failed(case: str, files: dict[str, str], judge: Judge) -> set[str]:
    (platform,) = next(each for each in all_cases() if each.name == case).platforms()
    (found,) = prove_alerts([(platform, files)], promtool=judge("promtool"), kept=_KEPT, judge="", progress=silent)
    return {proof.alert for proof in found.proofs if proof.problems or (proof.unproved and not proof.excused)}


@pytest.mark.parametrize("case", sorted({str(each.values[0]) for each in FAULTS}))
def test_without_a_fault_all_is_proved(case: str, judge: Judge) -> None:
    assert not _failed(case, _files(case), judge)


@pytest.mark.parametrize(("case", "old", "new", "alert"), FAULTS)
def test_a_fault_is_noticed(case: str, old: str, new: str, alert: str, judge: Judge) -> None:
    files = _files(case)
    spoilt = {path: text.replace(old, new) for path, text in files.items() if path.startswith("prometheus/") and old in text}
    assert spoilt
    assert alert in _failed(case, {**files, **spoilt}, judge)
