"""Thresholds of which some fault was told once, though the alert was right."""

from __future__ import annotations

from fuzz.estates import Data

_TRAFFIC: Data = {"while": {"requests": {"above": "1/s"}}}
TOGETHER: dict[str, Data] = {
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
    "season-of-a-quantile": {
        "metric": "p95", "over": "10m",
        "anomaly": {"deviations": 5, "over": "1h", "least": "20ms", "season": "1d", "seasons": 4, "direction": "below"},
    },
    # Values of a guard each of which is told while a short past ends.
    "short-past-of-each": {
        "metric": "requests", "change": {"below": "0.5x", "average": "6h"},
        "while": {"switched": {"equals": 0, "where": {"route": ["chat", "embed"]}}},
    },
    # A quantile that falls to buckets in which the past had nothing, and a mean of an hour of which one sample is new.
    "past-falls": {"metric": "p95", "change": {"below": "0.1x", "offset": "1w"}, "for": "30m", "over": "10m"},
    "slow-forecast": {
        "metric": "room", "forecast": {"above": {"warning": 10, "critical": 25}, "within": "4h", "from": "6h"}, "for": "2m", "over": "1h",
    },
    "mean-as-long-as-its-forecast": {"metric": "fill", "forecast": {"below": "2%", "within": "4h", "from": "1h"}, "over": "1h"},
    "flat-forecast": {"metric": "queue", "forecast": {"above": 50, "within": "4h", "from": "6h"}, "over": "10m", "aggregate": "avg"},
    "forecast-keeps": {"metric": "fill", "forecast": {"above": "50%", "within": "4h", "from": "1h"}, "for": "2m", "keep_firing_for": "1h"},
    # A trend that a step from level to level takes past the next limit, where it keeps firing; and one of what is nearly all that there is.
    "forecast-of-a-ladder-keeps": {
        "metric": "queue", "forecast": {"below": {"warning": 10, "critical": 3}, "within": "1d", "from": "6h"}, "for": "30m", "over": "2m",
        "keep_firing_for": "1h",
    },
    "forecast-of-most-keeps": {
        "metric": "memory_free", "forecast": {"below": "99.5%", "within": "4h", "from": "1h"}, "keep_firing_for": "5m",
    },
    # A trend of what is counted, which stands where it is told: a mean over a window of what moves is no line.
    "forecast-of-a-rate": {"metric": "requests", "forecast": {"above": "50/s", "within": "4h", "from": "2h"}, "for": "10m"},
    "forecast-of-a-low-rate": {"metric": "requests", "forecast": {"below": "50/s", "within": "4h", "from": "2h"}, "for": "10m"},
    "forecast-of-errors": {"metric": "errors", "forecast": {"above": "5%", "within": "4h", "from": "2h"}, "for": "10m"},
    "forecast-of-most-errors": {"metric": "errors", "forecast": {"above": "95%", "within": "1h", "from": "6h"}, "for": "10m"},
    "forecast-of-a-quantile": {"metric": "p95", "forecast": {"above": "500ms", "within": "4h", "from": "2h"}, "keep_firing_for": "1h"},
    "forecast-of-a-mean": {"metric": "usual", "forecast": {"below": "100ms", "within": "4h", "from": "2h"}, "over": "10m"},
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
    # A quantile for which hardly any observation may be above a limit, and one that none may be under.
    "nearly-all-quick": {"metric": "latency", "quantile": 0.99, "below": {"warning": "250ms", "critical": "50ms"}},
    "hardly-any-quick": {"metric": "latency", "quantile": 0.01, "above": "250ms"},
    # How often something changes: more often than a few samples show.
    "changes-often": {"metric": "switched", "above": {"warning": 3, "critical": 12}, "for": "2m"},
    # An alert that keeps firing after a guard has come back, because its window remembers more than that of the guard.
    "kept-after-a-guard": {
        "metric": "tokens", "increase": {"above": {"warning": 3, "critical": 10}, "over": "1h"}, "keep_firing_for": "15m",
        "while": {"memory": {"below": "10GiB"}, "requests": {"below": "40/s", "where": {"route": ["chat", "embed"]}}},
    },
    # A trend that goes on while a guard changes.
    "forecast-while": {
        "metric": "memory", "forecast": {"below": {"warning": "10GiB", "critical": "2GiB"}, "within": "4h", "from": "6h"}, "for": "5m",
        "while": {"requests": {"above": "40/s", "over": "10m"}},
    },
    # Guards of how often something changes: more often than a few samples show.
    "while-often": {"metric": "queue", "above": 3, "while": {"switched": {"above": 8}}},
    "while-not-often": {"metric": "queue", "above": 3, "while": {"switched": {"below": 8}}},
    "while-so-often": {"metric": "queue", "above": 3, "while": {"switched": {"equals": 5}}},
    "rate-while-often": {"metric": "tokens", "above": "3/s", "while": {"switched": {"above": 5}}},
    "leak-while-changed": {
        "metric": "memory", "leak": {"above": "2GiB", "from": "1h", "growth": "100MiB"}, "for": "30m", "while": {"switched": {"above": 0}},
    },
    # A guard of the value's own metric with other labels: what is strange to the one is read by the other, or is a part of it.
    "share-of-all-routes": {"metric": "memory", "above": "2GiB", "where": {"route": "chat"}, "while": {"memory_used": {"below": "30%"}}},
    "share-of-another-route": {
        "metric": "memory", "above": "2GiB", "where": {"route": "chat"},
        "while": {"memory_used": {"below": "30%", "where": {"route": "rank"}}},
    },
    "leak-of-a-route": {
        "metric": "memory", "leak": {"above": "2GiB", "from": "1h"}, "where": {"route": "chat"}, "while": {"memory_used": {"below": "30%"}},
    },
    "busy-elsewhere": {
        "metric": "queue", "above": 3, "where": {"route": "chat"}, "while": {"queue": {"above": 50, "where": {"route": {"not": "chat"}}}},
    },
    "quiet-elsewhere": {
        "metric": "requests", "above": "3/s", "where": {"route": "chat"},
        "while": {"requests": {"below": "5/s", "where": {"route": {"not": "chat"}}}},
    },
    # What goes on to tell of the window that is not full yet, in the world of another value of a label.
    "slow-to-forget": {
        "metric": "tokens", "below": "1/s", "for": "1m", "keep_firing_for": "15m",
        "where": {"route": {"matches": "chat|rank"}}, "by": ["route"],
    },
}  # fmt: skip
