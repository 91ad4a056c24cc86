"""What may stand together in a threshold is proved together: each of these was not once, though the alert was right."""

from __future__ import annotations

import copy
from collections import Counter

import pytest

from conftest import Judge
from fuzz.estates import Data, estate, metrics_with
from fuzz.platforms import METRICS, platform
from fuzz.proving import compiled, found_tools, unproved, wrong
from prove.alerts.together import TOGETHER
from tocsin.prove.everything import Judges

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
    built = compiled(_platform(TOGETHER), told)
    assert not told  # else something was left out
    assert list(unproved(built, judge("promtool"), untold=True)) == []


def test_a_guard_of_a_part_of_the_value_is_told_not_to_be_proved(judge: Judge) -> None:
    guard: Data = {"memory_used": {"below": "30%", "where": {"route": {"matches": "chat|rank"}}}}
    own: Data = {"metric": "memory_free", "forecast": {"below": "10%", "within": "1d", "from": "6h"}, "while": guard}
    (told,) = unproved(compiled(_platform({"own": own})), judge("promtool"), untold=True)
    assert told.endswith("no test asks about it: where a guard reads series of the value itself, no test can tell the two apart")


@pytest.mark.parametrize("guard", [{"above": 100}, {"below": 100}])
def test_a_guard_of_more_changes_than_a_proof_has_is_told_not_to_be_proved(guard: Data, judge: Judge) -> None:
    own: Data = {"metric": "queue", "above": 3, "while": {"switched": guard}}
    (told,) = unproved(compiled(_platform({"own": own})), judge("promtool"), untold=True)
    assert told.endswith(": no series of a proof reach what a guard asks")


def test_so_is_a_threshold_of_more_changes(judge: Judge) -> None:
    own: Data = {"metric": "switched", "above": 100}
    (told,) = unproved(compiled(_platform({"own": own})), judge("promtool"), untold=True)
    assert told.endswith(": no series of a proof change so often")


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
