"""A challenger is compared with the champion: it is told when it is worse by more than chance, and not before enough was seen."""

import math
from pathlib import Path

import pytest
import yaml

from case import all_cases
from conftest import CompileSpec, Judge
from lower.firing import Proof

ALL = 'predictions_total{{model="forecast",namespace="ml",version="{}"}}'
BAD = 'prediction_errors_total{{model="forecast",namespace="ml",version="{}"}}'
BUCKET = 'answer_seconds_bucket{{model="forecast",namespace="ml",version="{}",le="{}"}}'
COUNT = 'answer_seconds_count{{model="forecast",namespace="ml",version="{}"}}'
ACCURACY = 'accuracy{{model="forecast",namespace="ml",version="{}"}}'


def _shares(*, champion: tuple[int, int], challenger: tuple[int, int]) -> dict[str, str]:
    """Return series of two versions that count so many predictions and errors every 10 minutes."""
    series = {}
    for version, (predictions, errors) in {"v1": champion, "v2": challenger}.items():
        series[ALL.format(version)] = f"0+{predictions}x200"
        if errors:  # a counter that never counted has no series
            series[BAD.format(version)] = f"0+{errors}x200"
    return series


@pytest.mark.parametrize(
    ("champion", "challenger", "expected"),
    [
        ((100, 4), (100, 4), []),
        # Of 14400 predictions a day each, 5% against 4% are 4.1 standard errors, 6% against 4% are 7.8.
        ((1000, 40), (100, 4), []),
        ((100, 4), (100, 5), ["ErrorShareChallengerHigh/warning"]),
        ((100, 4), (100, 6), ["ErrorShareChallengerHigh/warning", "ErrorShareChallengerHigh/critical"]),
        (
            (100, 0),
            (100, 4),
            [
                "ErrorShareChallengerHigh/warning",
                "ErrorShareChallengerHigh/critical",
                "TwiceTheErrorsChallengerHigh/warning",
                "FewerAnswersChallengerHigh/warning",
            ],
        ),
        # Better, however much, is no fault.
        ((100, 20), (100, 2), []),
        # All the same and no error at all: 0 / 0 is no verdict.
        ((100, 0), (100, 0), []),
        # 576 predictions a day are too few for a verdict that needs 1000 of each version.
        ((4, 0), (100, 50), []),
        ((100, 0), (4, 3), []),
    ],
)
def test_a_challenger_that_errs_more_is_told(
    champion: tuple[int, int], challenger: tuple[int, int], expected: list[str], tmp_path: Path, judge: Judge
) -> None:
    series = _shares(champion=champion, challenger=challenger)
    Proof("compare-shares", tmp_path, judge).fires(series, expected, at="30h", step="10m")


def test_a_version_alone_is_compared_with_nothing(tmp_path: Path, judge: Judge) -> None:
    proof = Proof("compare-shares", tmp_path, judge)
    proof.fires({ALL.format("v2"): "0+100x200", BAD.format("v2"): "0+90x200"}, [], at="30h", step="10m")


def test_the_z_statistic_is_that_of_two_proportions(tmp_path: Path, judge: Judge) -> None:
    """Of 14400 predictions each, 4% and 5% errors: the textbook's number is what the recorded rule gives."""
    first, second, size = 0.04, 0.05, 14400.0
    pooled = (first + second) / 2
    z = (second - first) / math.sqrt(pooled * (1 - pooled) * 2 / size)
    (rules,) = (
        yaml.safe_load(text)["groups"][0]["rules"]
        for case in all_cases()
        if case.name == "compare-shares"
        for path, text in case.generated().items()
        if path.startswith("prometheus/")
    )
    statistic = next(rule for rule in rules if rule.get("record") == "model:error_share:z_1d")
    exact = {"alert": "Exact", "expr": f"abs({statistic['record']} - {z!r}) < 1e-6", "labels": {"severity": "info"}}
    proof = Proof("compare-shares", tmp_path, judge)
    proof.add([exact])
    series = _shares(champion=(100, 4), challenger=(100, 5))
    proof.fires(series, ["ErrorShareChallengerHigh/warning", "Exact/info"], at="30h", step="10m")


def _latencies(*, champion: int, challenger: int, requests: int = 100) -> dict[str, str]:
    """Return histograms of which so many percent of the answers took more than 100ms and up to 1s, the others less."""
    series = {}
    for version, slow in {"v1": champion, "v2": challenger}.items():
        series[BUCKET.format(version, "0.1")] = f"0+{requests - requests * slow // 100}x200"
        series[BUCKET.format(version, "1.0")] = f"0+{requests}x200"
        series[BUCKET.format(version, "+Inf")] = f"0+{requests}x200"
        series[COUNT.format(version)] = f"0+{requests}x200"
    return series


@pytest.mark.parametrize(
    ("champion", "challenger", "requests", "expected"),
    [
        (10, 10, 100, []),
        (10, 50, 100, ["SlowestChallengerHigh/warning", "SlowerChallengerHigh/warning"]),
        (50, 10, 100, []),
        # 360 answers an hour are enough for the one that asks for 200, not for the other.
        (10, 50, 6, ["SlowestChallengerHigh/warning"]),
        (10, 50, 2, []),
    ],
)
def test_a_challenger_that_is_slower_is_told(
    champion: int, challenger: int, requests: int, expected: list[str], tmp_path: Path, judge: Judge
) -> None:
    series = _latencies(champion=champion, challenger=challenger, requests=requests)
    series |= {ACCURACY.format(version): "0.9x200" for version in ("v1", "v2")}
    Proof("compare-latency", tmp_path, judge).fires(series, expected, at="2h")


@pytest.mark.parametrize(("accuracy", "expected"), [("0.9", []), ("0.885", []), ("0.87", ["AccuracyChallengerLow/warning"])])
def test_a_gauge_is_compared_by_its_mean(accuracy: str, expected: list[str], tmp_path: Path, judge: Judge) -> None:
    series = {ACCURACY.format("v1"): "0.9x200", ACCURACY.format("v2"): f"{accuracy}x200"}
    Proof("compare-latency", tmp_path, judge).fires(series, expected, at="2h")


TEMPLATE = """
platform: {name: shop, namespace: ml}
metrics:
  accuracy: {series: accuracy, type: gauge, unit: ratio, labels: {model: model, model_version: version}}
models:
  forecast:
    thresholds:
      accuracy: {compare: {label: model_version, champion: v1, challenger: v2, difference: LIMIT, over: 1d, analysis: ANALYSIS}}
"""


def _metric(compile_spec: CompileSpec, limit: str, analysis: str = "true") -> dict[str, object]:
    made = compile_spec(TEMPLATE.replace("LIMIT", limit).replace("ANALYSIS", analysis))
    assert not made.diagnostics
    (text,) = (text for path, text in made.artifacts.items() if "/analysis/" in path)
    (metric,) = yaml.safe_load(text)["spec"]["metrics"]
    assert isinstance(metric, dict)
    return metric


def test_a_rollout_fails_at_the_gravest_limit_and_passes_below_the_mildest(compile_spec: CompileSpec) -> None:
    metric = _metric(compile_spec, "{below: {warning: -0.02, critical: -0.05}}")
    assert metric["failureCondition"] == "any(result, {# < -0.05})"
    assert metric["successCondition"] == "len(result) > 0 && all(result, {# >= -0.02})"


def test_a_rollout_waits_for_a_person_only_when_no_measurement_was_conclusive(compile_spec: CompileSpec) -> None:
    metric = _metric(compile_spec, "{below: -0.02}", "{every: 10m, times: 6}")
    assert (metric["interval"], metric["count"], metric["inconclusiveLimit"]) == ("10m", 6, 5)


def test_no_analysis_is_written_that_nobody_asked_for(compile_spec: CompileSpec) -> None:
    made = compile_spec(TEMPLATE.replace("LIMIT", "{below: -0.02}").replace("ANALYSIS", "false"))
    assert not made.diagnostics
    assert not [path for path in made.artifacts if "/analysis/" in path]
