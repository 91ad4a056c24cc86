"""What happened is told once, what is paid is told in money, and what is unfair in either direction is told."""

from pathlib import Path

import pytest

from conftest import CompileSpec, Judge
from lower.firing import Proof

GENERATION = 'kube_deployment_status_observed_generation{deployment="forecast",namespace="ml"}'
WANTED = 'kube_deployment_spec_replicas{deployment="forecast",namespace="ml"}'
AVAILABLE = 'kube_deployment_status_replicas_available{deployment="forecast",namespace="ml"}'
UPDATED = 'kube_deployment_status_replicas_updated{deployment="forecast",namespace="ml"}'
QUIET = {GENERATION: "7x60", WANTED: "3x60", AVAILABLE: "3x60", UPDATED: "3x60"}


@pytest.mark.parametrize(
    ("series", "at", "expected"),
    [
        (QUIET, "30m", []),
        ({**QUIET, GENERATION: "7x20 8x40"}, "23m", ["ModelDeployed/info"]),
        ({**QUIET, GENERATION: "7x20 8x40"}, "40m", []),
        ({**QUIET, GENERATION: "_x20 1x40"}, "23m", []),
        ({**QUIET, AVAILABLE: "3x10 2x50"}, "30m", ["ReplicasMissingHigh/critical"]),
        # One new replica every 4 minutes: it goes on, however slowly.
        ({**QUIET, AVAILABLE: "2x60", UPDATED: "0x10 1x3 2x3 0x3 1x3 2x3 0x3 1x3 2x30"}, "30m", []),
    ],
)
def test_a_deployment_is_told_once_and_a_rollout_excuses_missing_replicas(
    series: dict[str, str], at: str, expected: list[str], tmp_path: Path, judge: Judge
) -> None:
    Proof("changes", tmp_path, judge).fires(series, expected, at=at)


GPUS = 'gpus_requested{model="forecast",namespace="ml",pod="a"}'
PREDICTIONS = 'predictions_total{model="forecast",namespace="ml"}'
TOKENS = 'generated_tokens_total{model="forecast",namespace="ml"}'


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        # One GPU of 2.50 USD an hour: 300 predictions an hour are 0.0083 USD each, 240 are 0.0104 USD.
        ({GPUS: "1x600", PREDICTIONS: "0+5x600"}, ["MonthlyGPUCostHigh/warning"]),
        ({GPUS: "1x600", PREDICTIONS: "0+4x600"}, ["MonthlyGPUCostHigh/warning", "PredictionCostHigh/info"]),
        # Without any traffic a prediction costs nothing that could be said; 30 predictions an hour are less than the least.
        ({GPUS: "1x600", PREDICTIONS: "0x600"}, ["MonthlyGPUCostHigh/warning"]),
        ({GPUS: "1x600", PREDICTIONS: "0+1x600"}, ["MonthlyGPUCostHigh/warning"]),
        # 1800 USD a month for one, 3600 for two.
        ({GPUS: "1x600", GPUS.replace('"a"', '"b"'): "1x600"}, ["MonthlyGPUCostHigh/warning", "MonthlyGPUCostHigh/critical"]),
        # 1000 tokens of the 120,000 in an hour cost 0.0208 USD, of the 150,000 0.0167.
        ({GPUS: "1x600", TOKENS: "0+2000x600"}, ["MonthlyGPUCostHigh/warning", "ThousandTokensCostHigh/info"]),
        ({GPUS: "1x600", TOKENS: "0+2500x600"}, ["MonthlyGPUCostHigh/warning"]),
    ],
)
def test_what_costs_too_much_is_told(series: dict[str, str], expected: list[str], tmp_path: Path, judge: Judge) -> None:
    Proof("cost", tmp_path, judge).fires(series, expected, at="9h")


@pytest.mark.parametrize(("tokens", "expected"), [(190_000, []), (200_000, ["MonthlyTokenCostHigh/warning"])])
def test_what_is_used_is_paid_by_the_piece(tokens: int, expected: list[str], tmp_path: Path, judge: Judge) -> None:
    """At 0.60 USD a million, 20,000 a minute are 518 USD a month, 19,000 are 492."""
    Proof("cost", tmp_path, judge).fires({TOKENS: f"0+{tokens}x200"}, expected, at="30h", step="10m")


IMPACT = 'trustyai_dir{model="loans",namespace="ml",protected="gender"}'
PARITY = 'trustyai_spd{model="loans",namespace="ml",protected="gender"}'


@pytest.mark.parametrize(
    ("impact", "parity", "expected"),
    [
        ("1", "0", []),
        ("0.8", "-0.1", []),
        ("1.25", "0.1", []),
        ("0.79", "0", ["DisparateImpactOutOfRange/warning"]),
        ("1.26", "0", ["DisparateImpactOutOfRange/warning"]),
        ("1", "-0.11", ["ParityDifferenceOutOfRange/warning"]),
        ("1", "0.11", ["ParityDifferenceOutOfRange/warning"]),
        ("1", "-0.21", ["ParityDifferenceOutOfRange/warning", "ParityDifferenceOutOfRange/critical"]),
    ],
)
def test_unfair_is_unfair_in_both_directions(impact: str, parity: str, expected: list[str], tmp_path: Path, judge: Judge) -> None:
    Proof("fairness", tmp_path, judge).fires({IMPACT: f"{impact}x120", PARITY: f"{parity}x120"}, expected, at="100m")


def test_a_difference_of_shares_is_no_duration(compile_spec: CompileSpec) -> None:
    made = compile_spec("""
platform: {name: shop, namespace: ml}
use: [drift-quality]
models:
  loans:
    thresholds:
      trustyai_spd: {outside: [-100ms, 100ms]}
""")
    assert "threshold/unit-mismatch" in {each.code for each in made.diagnostics}
