"""The kinds of threshold that read a history fire on what is just beyond their limit, and not on what is just under it."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path

import pytest

from answered import Asked, refusal
from conftest import CompileSpec, Judge

_HEAD = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {evaluation_interval: 1m}}}
metrics:
  load: {series: load, type: gauge, unit: count, labels: {model: model, pod: pod}}
  usual: {series: usual, type: gauge, unit: count, labels: {model: model}}
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model}}
  trained: {series: trained, type: gauge, unit: timestamp_seconds, labels: {model: model}}
  published: {series: published_ms, type: gauge, unit: timestamp_milliseconds, labels: {model: model}}
  median: {quantile: {of: confidence, at: 0.5}}
  confidence: {series: confidence, type: histogram, unit: ratio, buckets: [0.25, 0.5, 0.75], labels: {model: model}}
  sizes: {series: sizes, type: histogram, unit: count, labels: {model: model}}
models:
  m:
    thresholds:
"""
_OF_M = '{model="m",namespace="ml"}'
_POD = '{{model="m",namespace="ml",pod="{}"}}'

Fires = Callable[..., str]


@pytest.fixture
def fires(judge: Judge, compile_spec: CompileSpec, tmp_path: Path) -> Fires:
    """Return a function that says what promtool has against it that exactly these severities of an alert fire `at` that time.

    It takes a threshold, and series with a value a minute.
    """

    def asked(threshold: str, series: dict[str, str], alert: str, *severities: str, at: str) -> str:
        built = compile_spec(_HEAD + f"      {threshold}\n")
        assert not built.diagnostics
        (rules,) = (each.text for each in built.compiled[0].artifacts if each.path.endswith(".rules.yaml"))
        fired = {f'{{alertname="{alert}", severity="{severity}"}}': 1 for severity in severities}
        question = Asked("count by (alertname, severity) (ALERTS{alertstate='firing'})", at, fired)
        return refusal(judge("promtool"), tmp_path, [question], series=series, rules=[rules])

    return asked


@pytest.mark.parametrize(("now", "severities"), [(499, ()), (501, ("warning",)), (1001, ("warning", "critical"))])
def test_a_surge_is_so_many_times_the_mean_before_it(fires: Fires, now: int, severities: tuple[str, ...]) -> None:
    threshold = "load: {change: {above: {warning: 5x, critical: 10x}, average: 2h}, for: 10m, no_data: false}"
    # The mean of a long window that holds the surge itself would be higher, and the ratio too small by the end.
    assert fires(threshold, {"load" + _OF_M: f"100x180 {now}x15"}, "LoadSurge", *severities, at="3h14m") == ""


@pytest.mark.parametrize(("usual", "now", "severities"), [(5, 100, ()), (11, 120, ("warning",)), (0, 120, ())])
def test_a_surge_below_the_floor_or_from_nothing_is_none(fires: Fires, usual: int, now: int, severities: tuple[str, ...]) -> None:
    threshold = "load: {change: {above: 10x, average: 2h, floor: 100}, no_data: false}"
    assert fires(threshold, {"load" + _OF_M: f"{usual}x180 {now}x15"}, "LoadSurge", *severities, at="3h9m") == ""


@pytest.mark.parametrize(("then", "now", "severities"), [(120, 61, ()), (120, 59, ("warning",)), (6, 1, ())])
def test_a_drop_is_against_the_rate_at_that_time_before(fires: Fires, then: int, now: int, severities: tuple[str, ...]) -> None:
    threshold = "requests: {change: {below: 0.5x, offset: 2h, floor: 0.5/s}, no_data: false}"
    series = f"0+{then}x150 {then * 150}+{now}x60"
    assert fires(threshold, {"requests_total" + _OF_M: series}, "RequestsDrop", *severities, at="3h25m") == ""


@pytest.mark.parametrize(("now", "severities"), [(91, ()), (89, ("warning",))])
def test_a_drop_may_be_against_another_metric(fires: Fires, now: int, severities: tuple[str, ...]) -> None:
    threshold = "load: {change: {below: 0.9x, baseline: usual}, no_data: false}"
    assert fires(threshold, {"load" + _OF_M: f"{now}x20", "usual" + _OF_M: "100x20"}, "LoadDrop", *severities, at="15m") == ""


@pytest.mark.parametrize(
    ("direction", "now", "severities"),
    [
        ("both", 129, ()),
        ("both", 131, ("warning",)),
        ("both", 69, ("warning",)),
        ("above", 69, ()),
        ("below", 69, ("warning",)),
        ("below", 131, ()),
    ],
)
def test_what_is_unusual_is_so_many_deviations_away_from_the_mean(
    fires: Fires, direction: str, now: int, severities: tuple[str, ...]
) -> None:
    threshold = f"load: {{anomaly: {{deviations: 3, over: 2h, least: 1, direction: {direction}}}, no_data: false}}"
    history = " ".join("90 110" for _ in range(90))  # a mean of 100 and a deviation of 10
    assert fires(threshold, {"load" + _OF_M: f"{history} {now}x12"}, "LoadAnomaly", *severities, at="3h8m") == ""


@pytest.mark.parametrize(("now", "severities"), [(105, ()), (107, ("warning",))])
def test_a_flat_line_has_a_least_deviation(fires: Fires, now: int, severities: tuple[str, ...]) -> None:
    threshold = "load: {anomaly: {deviations: 3, over: 2h, least: 2}, no_data: false}"
    assert fires(threshold, {"load" + _OF_M: f"100x180 {now}x12"}, "LoadAnomaly", *severities, at="3h8m") == ""


def test_an_hour_without_a_value_does_not_hide_what_is_unusual(fires: Fires) -> None:
    threshold = "median: {anomaly: {deviations: 3, over: 2h, least: 5%}, no_data: false}"
    series = _buckets([[0.1, 0.2]] * 120 + [[]] * 60 + [[0.7, 0.6]] * 12)
    assert fires(threshold, series, "MedianAnomaly", "warning", at="3h10m") == ""


# These twelve minutes had 900, 1000 and 1100, 60 more or less: a mean of 1000, a deviation of sqrt(20000 / 3 + 3600) = 101.3.
@pytest.mark.parametrize(("now", "severities"), [(1302, ()), (1306, ("warning",)), (0, ("warning",))])
def test_what_is_usual_at_a_time_is_told_from_that_time_of_earlier_seasons(fires: Fires, now: int, severities: tuple[str, ...]) -> None:
    threshold = "load: {anomaly: {deviations: 3, over: 10m, season: 2h, seasons: 3, least: 1}, for: 0s, no_data: false}"
    seasons = " ".join(" ".join(f"{peak - 60} {peak + 60}" for _ in range(6)) + " 0x107" for peak in (900, 1000, 1100))
    assert fires(threshold, {"load" + _OF_M: f"{seasons} {now}x12"}, "LoadAnomaly", *severities, at="6h6m") == ""


@pytest.mark.parametrize(("slope", "severities"), [(4.9, ()), (5.1, ("warning",))])
def test_a_forecast_follows_the_line_of_each_series(fires: Fires, slope: float, severities: tuple[str, ...]) -> None:
    threshold = "load: {forecast: {above: 1800, within: 4h, from: 1h}, no_data: false}"
    values = f"300+{slope}x60"  # after an hour 600, and 1200 more in four hours
    series = {"load" + _POD.format("a"): values, "load" + _POD.format("b"): "1700x60"}
    assert fires(threshold, series, "LoadForecastHigh", *severities, at="1h") == ""


def test_a_forecast_of_a_rate_reads_its_recording(fires: Fires) -> None:
    threshold = "requests: {forecast: {below: 0.5/s, within: 1h, from: 30m}, for: 0s, no_data: false}"
    values, total = ["0"], 0.0
    for minute in range(100):
        total += 180 - minute  # 3 a second, and a minute later one in sixty less: 1.5 after 90 minutes, 0.5 after 150
        values.append(str(total))
    falling = {"requests_total" + _OF_M: " ".join(values)}
    assert fires(threshold, falling, "RequestsForecastLow", at="1h29m") == ""
    assert fires(threshold, falling, "RequestsForecastLow", "warning", at="1h36m") == ""


@pytest.mark.parametrize(
    ("grows", "stays", "severities"),
    [("900+2x60", 500, ("warning",)), ("900+1.5x60", 500, ()), ("500+2x60", 2000, ()), ("2000-2x60", 500, ())],
)
def test_a_leak_is_high_and_grows_in_one_replica(fires: Fires, grows: str, stays: int, severities: tuple[str, ...]) -> None:
    threshold = "load: {leak: {above: 960, from: 30m, growth: 50}, for: 5m, no_data: false}"
    series = {"load" + _POD.format("a"): grows, "load" + _POD.format("b"): f"{stays}x60"}
    assert fires(threshold, series, "LoadLeak", *severities, at="55m") == ""


@pytest.mark.parametrize(("at", "severities"), [("2h4m", ()), ("2h10m", ("warning",)), ("4h10m", ("warning", "critical"))])
def test_stale_is_what_happened_too_long_ago(fires: Fires, at: str, severities: tuple[str, ...]) -> None:
    threshold = "trained: {stale: {warning: 2h, critical: 4h}}"
    assert fires(threshold, {"trained" + _OF_M: "0x300"}, "TrainedStale", *severities, at=at) == ""


@pytest.mark.parametrize(("at", "severities"), [("3h4m", ()), ("3h10m", ("warning",))])
def test_a_time_in_milliseconds_is_as_old_as_it_is(fires: Fires, at: str, severities: tuple[str, ...]) -> None:
    # One hour after the beginning.
    assert fires("published: {stale: 2h}", {"published_ms" + _OF_M: "3600000x300"}, "PublishedStale", *severities, at=at) == ""


def test_what_never_happened_is_an_alert_too(fires: Fires) -> None:
    assert fires("trained: {stale: 2h}", {"load" + _OF_M: "0x60"}, "TrainedMissing", "warning", at="20m") == ""


_EDGES = (0.25, 0.5, 0.75)


def _buckets(per_minute: list[list[float]]) -> dict[str, str]:
    """Return the series of a histogram that observed these values, minute by minute."""
    series: dict[str, str] = {}
    for edge in (*_EDGES, float("inf")):
        counts, total = ["0"], 0
        for values in per_minute:
            total += sum(value <= edge for value in values)
            counts.append(str(total))
        le = "+Inf" if edge == float("inf") else str(edge)
        series[f'confidence_bucket{{model="m",namespace="ml",le="{le}"}}'] = " ".join(counts)
        series[f"confidence_count{_OF_M}"] = " ".join(counts)
    return series


def _distance(left: list[float], right: list[float]) -> float:
    """Return the Kolmogorov-Smirnov distance at the bucket edges, from the observations themselves."""
    first, second = sorted(left), sorted(right)
    return max(abs(bisect_left(first, edge + 1e-12) / len(first) - bisect_left(second, edge + 1e-12) / len(second)) for edge in _EDGES)


@pytest.mark.parametrize("seed", range(3))
def test_drift_is_the_kolmogorov_smirnov_distance_of_two_windows(fires: Fires, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # observations, no secret
    before = [chance.betavariate(5, 2) for _ in range(20)]
    judged = [chance.betavariate(3 - seed, 3) for _ in range(20)]
    distance = _distance(judged, before)
    series = _buckets([before] * 180 + [judged] * 65)
    threshold = "confidence: {{drift: {{ks: {}, window: 1h, against: 2h}}, for: 0s, no_data: false}}"
    # Five minutes in which both are mixed belong to the two hours before, and take a fiftieth of the distance.
    for limit, severities in ((0.97 * distance, ("warning",)), (min(1.01 * distance, 0.999), ())):
        assert fires(threshold.format(round(limit, 4)), series, "ConfidenceDrift", *severities, at="4h5m") == ""


def test_drift_is_not_judged_of_a_few_observations(fires: Fires) -> None:
    series = _buckets([[0.9]] * 180 + [[0.1]] * 65)  # 60 observations in the hour, and 120 in the two before
    threshold = "confidence: {{drift: {{ks: 0.2, window: 1h, against: 2h, observations: {}}}, for: 0s, no_data: false}}"
    assert fires(threshold.format(61), series, "ConfidenceDrift", at="4h5m") == ""
    assert fires(threshold.format(59), series, "ConfidenceDrift", "warning", at="4h5m") == ""


@pytest.mark.parametrize("seed", range(3))
def test_drift_is_the_distance_from_what_the_model_was_trained_on(fires: Fires, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # observations, no secret
    trained = [chance.betavariate(5, 2) for _ in range(1000)]
    judged = [chance.betavariate(3 - seed, 3) for _ in range(20)]
    distance = _distance(judged, trained)
    baseline = {edge: sum(each <= edge for each in trained) / len(trained) for edge in _EDGES}
    threshold = "confidence: {{drift: {{ks: {}, window: 1h, baseline: {}}}, for: 0s, no_data: false}}"
    for limit, severities in ((0.99 * distance, ("warning",)), (1.01 * distance, ())):
        asked = threshold.format(round(limit, 4), baseline)
        assert fires(asked, _buckets([judged] * 65), "ConfidenceDrift", *severities, at="1h5m") == ""


def test_drift_from_a_baseline_is_not_judged_of_a_few_observations(fires: Fires) -> None:
    series = _buckets([[0.1]] * 65)  # 60 observations in the hour
    threshold = "confidence: {{drift: {{ks: 0.2, window: 1h, baseline: {{0.25: 0%}}, observations: {}}}, for: 0s, no_data: false}}"
    assert fires(threshold.format(61), series, "ConfidenceDrift", at="1h5m") == ""
    assert fires(threshold.format(59), series, "ConfidenceDrift", "warning", at="1h5m") == ""


@pytest.mark.parametrize("spelt", ["1", "1.0", "1000000", "1000000.0", "1e+06"])
def test_an_edge_is_found_however_it_is_written(spelt: str, fires: Fires) -> None:
    series = {f'sizes_bucket{{le="{le}",model="m",namespace="ml"}}': "0+60x70" for le in (spelt, "+Inf")} | {
        f"sizes_count{_OF_M}": "0+60x70"
    }
    threshold = f"sizes: {{drift: {{ks: 0.8, window: 1h, baseline: {{{float(spelt):.0f}: 10%}}}}, for: 0s, no_data: false}}"
    assert fires(threshold, series, "SizesDrift", "warning", at="1h5m") == ""
