"""What may stand together in a threshold is proved together: each of these was not once, though the alert was right."""

from __future__ import annotations

import pytest

from conftest import Judge
from fuzz.estates import Data, estate, metrics_with
from fuzz.proving import compiled, unproved

_TRAFFIC: Data = {"while": {"requests": {"above": "1/s"}}}
_TOGETHER: dict[str, Data] = {
    # A window that is longer than that of a guard.
    "long-rate": {"metric": "tokens", "above": "5/s", "over": "30m", **_TRAFFIC},
    "long-quantile": {"metric": "latency", "quantile": 0.9, "above": "500ms", "over": "1h", **_TRAFFIC},
    "long-mean": {"metric": "fill", "above": "50%", "over": "1h", "while": {"usual": {"above": "100ms", "over": "2m"}}},
    "long-increase": {"metric": "tokens", "increase": {"above": 3, "over": "1d"}, **_TRAFFIC},
    "long-leak": {"metric": "memory", "leak": {"above": "2GiB", "from": "1h"}, "for": "10m", **_TRAFFIC},
    "long-history": {"metric": "queue", "change": {"below": "0.5x", "average": "1d", "floor": 50}, "for": "1m", **_TRAFFIC},
    # A guard that asks for the value's own traffic.
    "own-traffic": {"metric": "errors", "above": "5%", **_TRAFFIC},
    # A guard that holds while something changed.
    "just-changed": {"metric": "queue", "above": 3, "while": {"switched": {"above": 0}}},
    # A guard that has begun before a short past ends.
    "guarded-anomaly": {
        "metric": "fill", "anomaly": {"deviations": 4, "over": "6h", "least": "2%"}, "for": "10m", "while": {"usual": {"above": "1s"}},
    },
    # A past of a value that cannot be 0, that is a mean itself, that comes to 0 but for a hair, or reaches the last bucket.
    "classic-before": {"metric": "p95", "change": {"above": "10x", "average": "6h"}},
    "native-before": {"metric": "p90_native", "change": {"above": "10x", "offset": "1w"}},
    "mean-before": {"metric": "usual", "change": {"below": "0.1x", "average": "1d", "floor": "50ms"}, "over": "1h"},
    "mean-anomaly": {"metric": "usual", "anomaly": {"deviations": 3, "over": "6h", "least": "5ms"}},
    "season": {"metric": "fill", "anomaly": {"deviations": 3, "over": "1h", "least": "2%", "season": "1w", "direction": "below"}},
    "last-bucket": {"metric": "p95", "change": {"below": "0.5x", "offset": "1d", "floor": "250ms"}, "for": "2m"},
    "slow-quantile": {
        "metric": "p95", "anomaly": {"deviations": 3, "over": "6h", "least": "20ms", "direction": "below"}, "for": "1m", "over": "1h",
    },
    "flat-forecast": {"metric": "queue", "forecast": {"above": 50, "within": "4h", "from": "6h"}, "over": "10m", "aggregate": "avg"},
    "forecast-keeps": {"metric": "fill", "forecast": {"above": "50%", "within": "4h", "from": "1h"}, "for": "2m", "keep_firing_for": "1h"},
    "leak-of-a-share": {"metric": "memory", "leak": {"above": "2GiB", "from": "1h"}, "while": {"memory_used": {"above": "0.5%"}}},
    "quick-drift": {"metric": "latency", "drift": {"ks": 0.2, "window": "1h", "against": "7d"}, "for": "1m"},
    # What is counted, by a label, while nothing happens; and what goes on after its window has filled.
    "idle-by": {"metric": "tokens", "below": "300/s", "by": ["route"]},
    "idle-keeps": {"metric": "tokens", "below": {"warning": "1/s", "critical": "0.2/s"}, "for": "1m", "keep_firing_for": "5m"},
    # Limits at the end of what there can be.
    "nearly-all": {"metric": "failed", "above": {"warning": "0.5%", "critical": "99.5%"}},
    "exactly": {"metric": "ready", "equals": 1, "over": "10m", "no_data": False},
    "two-sides": {"metric": "switched", "outside": [1, 5], "for": "10m"},
    "two-sides-of-a-summary": {"metric": "p50_took", "outside": ["50ms", "1s"]},
    "total-leak": {"metric": "memory", "leak": {"above": "2GiB", "from": "6h", "growth": "100MiB"}, "aggregate": "sum"},
}  # fmt: skip


def test_each_is_proved(judge: Judge) -> None:
    built = compiled(_platform(_TOGETHER))
    assert sum(len(rules.alerts) for each in built.compiled for rules in each.platform.rules) > len(_TOGETHER)
    assert list(unproved(built, judge("promtool"), untold=True)) == []


@pytest.mark.parametrize("seed", [3, 7])
def test_what_anybody_could_mean_is_proved(seed: int, judge: Judge) -> None:
    assert list(unproved(compiled(estate(seed, models=8)), judge("promtool"), untold=False)) == []


def _platform(thresholds: dict[str, Data]) -> Data:
    models = {name: {"thresholds": {"own": threshold}} for name, threshold in thresholds.items()}
    return {"platform": {"name": "shop", "namespace": "ml"}, "metrics": metrics_with({"model": "model", "pod": "pod"}), "models": models}
