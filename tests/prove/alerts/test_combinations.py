"""What may stand together in a threshold is proved together: each of these was not once, though the alert was right."""

from __future__ import annotations

import copy
from collections import Counter

import pytest

from conftest import Judge
from fuzz.estates import Data, estate, metrics_with
from fuzz.platforms import METRICS, platform
from fuzz.proving import compiled, found_tools, unproved, wrong
from tocsin.prove.everything import Judges

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
    # A guard that reads the value, or its traffic, in another window.
    "own-rate-for-long": {"metric": "tokens", "above": "3/s", "while": {"tokens": {"above": "1/s", "over": "1h"}}},
    "own-rate-just-now": {"metric": "tokens", "increase": {"above": 100, "over": "1h"}, "while": {"tokens": {"above": "1/s"}}},
    "own-traffic-for-long": {"metric": "errors", "above": "5%", "while": {"requests": {"above": "1/s", "over": "1h"}}},
    "own-traffic-just-now": {
        "metric": "errors", "above": {"warning": "5%", "critical": "20%"}, "over": "1h", "while": {"requests": {"above": "1/s"}},
    },
    "own-traffic-each": {"metric": "tokens_each", "above": 50, "by": ["route"], "while": {"requests": {"above": "1/s", "over": "1h"}}},
    "own-mean": {"metric": "queue", "above": {"warning": 10, "critical": 50}, "while": {"queue": {"above": 2, "over": "1h"}}},
    "own-value": {"metric": "fill", "below": "25%", "over": "10m", "while": {"fill": {"below": "50%"}}},
    # Guards that hold while nothing is counted, in a window of their own or in a long one.
    "nobody-asks": {"metric": "queue", "above": 3, "while": {"requests": {"equals": "0/s"}}},
    "nobody-asked": {"metric": "queue", "above": 3, "for": "1m", "while": {"requests": {"equals": "0/s", "over": "30m"}}},
    # A guard that holds while something changed.
    "just-changed": {"metric": "queue", "above": 3, "while": {"switched": {"above": 0}}},
    # A guard that has begun before a short past ends.
    "guarded-anomaly": {
        "metric": "fill", "anomaly": {"deviations": 4, "over": "6h", "least": "2%"}, "for": "10m", "while": {"usual": {"above": "1s"}},
    },
    # Waits that a short past leaves no time to be told exactly.
    "quick-anomaly": {
        "metric": "requests", "anomaly": {"deviations": 4, "over": "1h", "least": "1/s"}, "for": "10m", "keep_firing_for": "5m",
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
    # A quantile that falls to buckets in which the past had nothing, and a mean of an hour of which one sample is new.
    "past-falls": {"metric": "p95", "change": {"below": "0.1x", "offset": "1w"}, "for": "30m", "over": "10m"},
    "slow-forecast": {
        "metric": "room", "forecast": {"above": {"warning": 10, "critical": 25}, "within": "4h", "from": "6h"}, "for": "2m", "over": "1h",
    },
    "flat-forecast": {"metric": "queue", "forecast": {"above": 50, "within": "4h", "from": "6h"}, "over": "10m", "aggregate": "avg"},
    "forecast-keeps": {"metric": "fill", "forecast": {"above": "50%", "within": "4h", "from": "1h"}, "for": "2m", "keep_firing_for": "1h"},
    "leak-of-a-share": {"metric": "memory", "leak": {"above": "2GiB", "from": "1h"}, "while": {"memory_used": {"above": "0.5%"}}},
    # What keeps firing until the drift itself is a part of the past.
    "kept-drift": {"metric": "latency", "drift": {"ks": 0.2, "window": "1h", "against": "7d"}, "for": "30m", "keep_firing_for": "1h"},
    "quick-drift": {"metric": "latency", "drift": {"ks": 0.2, "window": "1h", "against": "7d"}, "for": "1m"},
    # A quantile that one of a thousand observations decides.
    "one-in-a-thousand": {"metric": "latency", "quantile": 0.999, "below": "100ms", "for": "0s"},
    "one-in-ten-thousand": {"metric": "wait", "quantile": 0.9999, "below": "100ms"},
    # What is counted, by a label, while nothing happens; and what goes on after its window has filled.
    "idle-by": {"metric": "tokens", "below": "300/s", "by": ["route"]},
    "idle-keeps": {"metric": "tokens", "below": {"warning": "1/s", "critical": "0.2/s"}, "for": "1m", "keep_firing_for": "5m"},
    # Limits at the end of what there can be.
    "nearly-all": {"metric": "failed", "above": {"warning": "0.5%", "critical": "99.5%"}},
    "exactly": {"metric": "ready", "equals": 1, "over": "10m", "no_data": False},
    "two-sides": {"metric": "switched", "outside": [1, 5], "for": "10m"},
    "two-sides-of-a-summary": {"metric": "p50_took", "outside": ["50ms", "1s"]},
    "total-leak": {"metric": "memory", "leak": {"above": "2GiB", "from": "6h", "growth": "100MiB"}, "aggregate": "sum"},
    # Two sides of one value, and not of the highest and the lowest.
    "two-sides-of-a-sum": {"metric": "memory_total", "outside": ["2GiB", "10GiB"], "aggregate": "sum"},
    "two-sides-of-a-mean": {"metric": "queue", "outside": [3, 10], "aggregate": "avg"},
    "two-sides-of-the-highest": {"metric": "queue", "outside": [3, 10], "aggregate": "max"},
    "two-sides-of-all-changes": {"metric": "switched", "outside": [1, 5], "aggregate": "sum"},
    # A past of what is divided by what its window has just begun to see.
    "cost-before": {"metric": "cost_each", "change": {"above": "2x", "average": "1d", "floor": "1USD"}},
    # A share of what is none of its whole, and may be more than it.
    "more-than-all": {"metric": "failed", "above": {"warning": "50%", "critical": "150%"}},
    "overcommitted": {"metric": "memory_used", "above": "120%"},
    "less-than-none": {"metric": "memory_free", "below": "0%", "no_data": False},
    "while-overcommitted": {"metric": "queue", "above": 3, "while": {"memory_used": {"above": "120%"}}},
    # A guard whose window is longer than that of a share, which a reset of a counter is near.
    "long-guard": {"metric": "fast", "below": "95%", "over": "8m", "while": {"fill": {"above": "10%", "over": "10m"}}},
    # Changes that are forgotten one after the other.
    "few-changes": {"metric": "switched", "below": 1, "for": "2m", "keep_firing_for": "1h", "no_data": False},
    # What keeps firing until what was wrong is a part of the past, by which what is well is unusual.
    "kept-anomaly": {
        "metric": "queue", "anomaly": {"deviations": {"warning": 3, "critical": 5}, "over": "1h", "least": 2}, "for": "30m",
        "keep_firing_for": "1h", "aggregate": "min",
    },
    # A limit beyond which there is hardly room, and a floor so low that a quantile cannot be a half of it.
    "nearly-all-fast": {"metric": "fast_native", "above": {"warning": "10%", "critical": "99.5%"}, "for": "1m", "at_least": "0.1/s"},
    "hardly-any-fast": {"metric": "fast", "below": "0.5%", "for": "1m"},
    "low-floor": {"metric": "p95", "change": {"below": "0.5x", "offset": "1d", "floor": "50ms"}, "by": ["route"]},
    # A trend that goes on while a guard changes.
    "forecast-while": {
        "metric": "memory", "forecast": {"below": {"warning": "10GiB", "critical": "2GiB"}, "within": "4h", "from": "6h"}, "for": "5m",
        "while": {"requests": {"above": "40/s", "over": "10m"}},
    },
    "leak-while-changed": {
        "metric": "memory", "leak": {"above": "2GiB", "from": "1h", "growth": "100MiB"}, "for": "30m", "while": {"switched": {"above": 0}},
    },
}  # fmt: skip
_KEPT: dict[str, Data] = {
    # A budget for each of the values that a matcher lets through.
    "each-of-a-list": {"bad": ["failures", "timeouts"], "total": "requests", "where": {"route": {"matches": "chat|rank"}}, "by": ["route"]},
    "time-of-each": {"metric": "memory_used", "not_above": "95%", "where": {"route": ["chat", "embed"]}, "by": ["route"]},
    # Windows that hold more native histograms than promtool reads.
    "native-week": {"metric": "wait", "under": "250ms", "period": "7d"},
    # A guard of the value itself.
    "time-within": {"metric": "fill", "not_above": "75%", "while": {"fill": {"above": "10%"}}},
}  # fmt: skip
_VERSIONS: Data = {"label": "route", "champion": "chat", "challenger": "rank", "over": "6h"}
_MODELS: dict[str, Data] = {
    # Answers of a probe, of which there must be so many.
    "few-answers": {
        "probes": {"asked": {"url": "http://shop.example.com/health"}},
        "slos": {"up": {"probe": "asked", "objective": "99%", "at_least": 10}},
    },
    # So many answers that each of a few evaluations would have to see more than anybody reads.
    "many-answers": {
        "probes": {"asked": {"url": "http://shop.example.com/health", "every": "15s"}},
        "slos": {"up": {"probe": "asked", "objective": "99%", "period": "7d", "at_least": "1.1/m"}},
    },
    # Shares that no error was ever counted of, in two ways to compare them.
    "never-failed": {
        "thresholds": {
            "ratio": {"metric": "errors", "compare": {**_VERSIONS, "ratio": {"above": "150%"}}},
            "difference": {"metric": "errors", "compare": {**_VERSIONS, "difference": {"above": "2%"}}},
        },
    },
    # The same of each pod: those of the others are well.
    "never-failed-here": {
        "thresholds": {"ratio": {"metric": "errors", "by": ["pod"], "compare": {**_VERSIONS, "ratio": {"above": "150%"}}}}
    },
    # Alerts of one name that read the same series: all of them may fire in the world of each.
    "two-objectives": {
        "slos": {
            "strict": {"metric": "errors", "objective": "99.9%", "alert": "Burning", "at_least": 100},
            "loose": {"metric": "errors", "objective": "99%", "alert": "Burning", "at_least": 50},
            "slow": {"metric": "latency", "under": "250ms", "objective": "99%", "alert": "Burning"},
        }
    },
    "two-thresholds": {
        "thresholds": {
            "usual": {"above": {"warning": "100ms", "critical": "200ms"}, "alert": "Slow"},
            "p95": {"above": "500ms", "alert": "Slow", "labels": {"kind": "tail"}},
        }
    },
}
_SHARED_JOB: Data = {"scrape": {"job": "old-job", "namespace": "monitoring"}}
_WHOLE: Data = {
    # Who asks the same series fails with the others, whichever of its signals that is.
    "platform": {"name": "shop", "namespace": "ml", "health": {"below": {"warning": "100%", "critical": "50%"}}},
    "models": {
        "chat": _SHARED_JOB,
        "rank": {**_SHARED_JOB, "probes": {"asked": {"url": "http://shop.example.com/health"}}},
        "embed": {"workload": {"deployment": "embed"}, "scrape": {"port": "http"}},
    },
    # An alert that keeps firing while its guard forgets.
    "components": {"kubernetes": {"runtime": "kube-state-metrics", "thresholds": {"out_of_memory": {"keep_firing_for": "15m"}}}},
    # A service that shows little of a text, and one whose key names a team.
    "receivers": {
        "phone": {"pushover": {"user_key": {"secret": "push", "key": "user"}, "token": {"secret": "push", "key": "token"}}},
        "team": {"victorops": {"api_key": {"secret": "victor", "key": "key"}, "routing_key": "ml"}},
    },
    "routing": {"receiver": "phone", "routes": {"critical": {"when": {"severity": "critical"}, "to": "team"}}},
}  # fmt: skip


def test_each_is_proved(judge: Judge) -> None:
    told: Counter[str] = Counter()
    built = compiled(_platform(_TOGETHER), told)
    assert not told  # else something was left out
    assert list(unproved(built, judge("promtool"), untold=True)) == []


def test_each_objective_is_proved(judge: Judge) -> None:
    models = {name: {"slos": {"own": {**objective, "objective": "99%"}}} for name, objective in _KEPT.items()}
    _proved(models, judge)


def test_each_model_is_proved(judge: Judge) -> None:
    _proved(_MODELS, judge)


def _proved(models: dict[str, Data], judge: Judge) -> None:
    told: Counter[str] = Counter()
    built = compiled({**_platform({}), "models": models}, told)
    assert not told
    assert list(unproved(built, judge("promtool"), untold=True)) == []


@pytest.fixture
def judges() -> Judges:
    found = found_tools()
    assert found is not None
    return found


def test_a_whole_platform_is_proved(judges: Judges) -> None:
    told: Counter[str] = Counter()
    assert list(wrong(compiled(copy.deepcopy(_WHOLE), told), judges, untold=True)) == []
    assert not told


def test_who_hears_the_scrape_of_another_too_is_proved(judges: Judges) -> None:
    shop: Data = {
        "platform": {
            "name": "shop",
            "namespace": "ml",
            "cluster": {"prometheus": {"stack": "prometheus", "address": "http://prometheus.monitoring.svc:9090"}},
            "health": {"weights": {"chat": 3}, "below": {"warning": "100%", "critical": "50%"}},
        },
        "models": {"chat": _SHARED_JOB, "rank": {"scrape": {"job": "old-job"}}, "embed": {"scrape": {"job": "other-job"}}},
    }
    assert list(wrong(compiled(shop), judges, untold=True)) == []


def test_whatever_a_platform_says_is_proved_and_accepted(judges: Judges) -> None:
    assert list(wrong(compiled(platform(401, models=4)), judges, untold=False)) == []


@pytest.mark.parametrize("seed", [3, 7])
def test_what_anybody_could_mean_is_proved(seed: int, judge: Judge) -> None:
    assert list(unproved(compiled(estate(seed, models=8)), judge("promtool"), untold=False)) == []


def _platform(thresholds: dict[str, Data]) -> Data:
    models = {name: {"thresholds": {"own": threshold}} for name, threshold in thresholds.items()}
    metrics = metrics_with({"model": "model", "pod": "pod"}) | METRICS
    return {
        "platform": {"name": "shop", "namespace": "ml"},
        "metrics": metrics,
        "prices": {"gpu": "2USD/h", "words": "1USD/1M"},
        "models": models,
    }
