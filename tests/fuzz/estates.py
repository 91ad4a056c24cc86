"""Platforms that a person could have meant: every kind of metric under every kind of threshold, with whatever may stand beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

Data = dict[str, Any]

_KNOWN: Final[Data] = yaml.safe_load((Path(__file__).parent / "estate.yaml").read_text(encoding="utf-8"))
_LEVELS: Final = {metric: (tuple(each["limits"]), each["unit"]) for each in _KNOWN["levels"] for metric in each["of"]}
_GAUGES: Final = ("queue", "room", "fill", "memory", "memory_total", "ready")
_COUNTERS: Final = ("requests", "failures", "tokens", "sent")
_SHARES: Final = ("errors", "errors5", "failed", "succeeded", "failed_some", "fast", "fast_native")


def estate(seed: int, *, models: int) -> Data:
    """Return a platform; the same for the same seed."""
    draw = Random(seed)
    pods = draw.random() < 0.7
    labels = (
        {"model": draw.choice(("model", "model_name"))}
        | ({"pod": "pod"} if pods else {})
        | ({"node": "instance"} if draw.random() < 0.3 else {})
    )
    cluster: Data = {"prometheus": {"version": draw.choice(("3.5", "3.2", "2.54")), "scrape_interval": draw.choice(("15s", "30s", "1m"))}}
    if draw.random() < 0.3:
        cluster["prometheus"]["series_labels"] = {"cluster": "eu-1"}
    return {
        "platform": {"name": "shop", "namespace": "ml", "cluster": cluster},
        "metrics": metrics_with(labels),
        "models": {f"m{number:02}": _model(draw, list(labels)) for number in range(models)},
    }


def metrics_with(labels: Mapping[str, str]) -> Data:
    """Return the section `metrics`: series with these dimensions and a route, and all that is made of them."""
    metrics: Data = {}
    for name, metric in _KNOWN["series"].items():
        status = {"status": "status"} if name == "requests" else {}
        metrics[name] = {**metric, "labels": {**labels, **status, "route": "route"}}
    metrics |= _KNOWN["derived"]
    return metrics


def _model(draw: Random, dimensions: list[str]) -> Data:
    model: Data = {"thresholds": {}}
    for _ in range(draw.choice((1, 1, 2, 3))):
        name, threshold = _threshold(draw, dimensions)
        model["thresholds"].setdefault(name, threshold)
    if draw.random() < 0.25:
        model["slos"] = {"good": _slo(draw)}
    return model


def _threshold(draw: Random, dimensions: list[str]) -> tuple[str, Data]:
    kind = draw.choice(tuple(_KINDS))
    metric, threshold = _KINDS[kind](draw)
    threshold |= _beside(draw, metric, dimensions)
    name = metric if draw.random() < 0.7 else f"own_{draw.randrange(9)}"
    return name, threshold if name == metric else {"metric": metric, **threshold}


def _limit(draw: Random, metric: str) -> str | float:
    numbers, unit = _LEVELS[metric]
    return _said(draw.choice(numbers), unit)


def _said(number: float, unit: str) -> str | float:
    whole = int(number) if number == int(number) else round(number, 4)
    return f"{whole}{unit}" if unit else whole


def _ladder(draw: Random, metric: str, side: str, others: tuple[str, ...] = ()) -> str | float | Data:
    numbers, unit = _LEVELS[metric]
    chosen = draw.random()
    if others and chosen < 0.2:
        return {"metric": draw.choice(others)}
    if chosen < 0.55 or len(numbers) < 2:
        return _said(draw.choice(numbers), unit)
    lesser, graver = sorted(draw.sample(numbers, 2), reverse=side == "below")
    return {"warning": _said(lesser, unit), "critical": _said(graver, unit)}


def _static(draw: Random) -> tuple[str, Data]:
    metric = draw.choice(tuple(name for name in _LEVELS if name not in ("latency", "wait", "took", "batch")))
    if metric == "ready":
        return metric, {draw.choice(("equals", "below")): draw.choice((0, 1)), "severity": "warning"}
    if draw.random() < 0.12:
        low, high = sorted(draw.sample(_LEVELS[metric][0], 2))
        return metric, {"outside": [_said(low, _LEVELS[metric][1]), _said(high, _LEVELS[metric][1])]}
    side = draw.choice(("above", "below"))
    others = {"queue": ("room",), "memory": ("memory_total",), "usual": ("p90_native",), "p95": ("usual_native",)}.get(metric, ())
    return metric, {side: _ladder(draw, metric, side, others)}


def _quantile(draw: Random) -> tuple[str, Data]:
    metric = draw.choice(("latency", "wait", "took", "batch"))
    side = draw.choice(("above", "above", "below"))
    at = 0.5 if metric == "took" else draw.choice((0.5, 0.9, 0.95, 0.99))
    return metric, {"quantile": at, side: _ladder(draw, metric, side)}


def _anomaly(draw: Random) -> tuple[str, Data]:
    metric, least = draw.choice(tuple(_KNOWN["least"].items()))
    said: Data = {"deviations": draw.choice((3, 4, {"warning": 3, "critical": 5})), "over": draw.choice(("1h", "6h", "1d")), "least": least}
    if draw.random() < 0.4:
        said |= {"season": draw.choice(("1d", "1w")), "seasons": draw.choice((2, 3, 4)), "over": "1h"}
    if draw.random() < 0.5:
        said["direction"] = draw.choice(("above", "below"))
    return metric, {"anomaly": said}


def _change(draw: Random) -> tuple[str, Data]:
    metric = draw.choice(("queue", "memory", "requests", "errors", "usual", "p95", "tokens_each", "p90_native"))
    above = draw.random() < 0.5
    said: Data = (
        {"above": draw.choice(("2x", "10x", {"warning": "2x", "critical": "5x"}))} if above else {"below": draw.choice(("0.5x", "0.1x"))}
    )
    said |= draw.choice(({"average": "1d"}, {"average": "6h"}, {"offset": "1d"}, {"offset": "1w"}))
    if draw.random() < 0.4:
        said["floor"] = _limit(draw, metric)
    return metric, {"change": said}


def _forecast(draw: Random) -> tuple[str, Data]:
    metric = draw.choice(("queue", "memory", "fill", "memory_used", "memory_free", "room"))
    side = draw.choice(("above", "below"))
    return metric, {"forecast": {side: _ladder(draw, metric, side), "within": draw.choice(("4h", "1d")), "from": draw.choice(("1h", "6h"))}}


def _increase(draw: Random) -> tuple[str, Data]:
    metric = draw.choice(("requests", "failures", "tokens"))
    return metric, {
        "increase": {"above": draw.choice((0, 3, 100, {"warning": 3, "critical": 10})), "over": draw.choice(("10m", "1h", "1d"))}
    }


def _leak(draw: Random) -> tuple[str, Data]:
    said: Data = {"above": draw.choice(("2GiB", "10GiB")), "from": draw.choice(("1h", "6h"))}
    if draw.random() < 0.5:
        said["growth"] = "100MiB"
    return "memory", {"leak": said}


def _stale(draw: Random) -> tuple[str, Data]:
    return "trained", {"stale": draw.choice(("2h", "26h", {"warning": "26h", "critical": "50h"}))}


def _absent(draw: Random) -> tuple[str, Data]:
    return draw.choice((*_GAUGES, *_COUNTERS, "latency", "took")), {"absent": True}


def _drift(draw: Random) -> tuple[str, Data]:
    said: Data = {"ks": draw.choice((0.2, {"warning": 0.2, "critical": 0.4})), "window": draw.choice(("1h", "6h", "1d"))}
    said |= {"against": draw.choice(("1d", "7d"))} if draw.random() < 0.6 else {"baseline": {"100ms": "30%", "500ms": "80%", "1s": "97%"}}
    return "latency", {"drift": said}


def _goal(draw: Random) -> tuple[str, Data]:
    return draw.choice((("p95", {"goal": {"from": "800ms", "to": "250ms"}}), ("fill", {"goal": {"from": "40%", "to": "70%"}})))


_KINDS: Final = {
    "static": _static,
    "static again": _static,
    "static once more": _static,
    "quantile": _quantile,
    "anomaly": _anomaly,
    "change": _change,
    "forecast": _forecast,
    "increase": _increase,
    "leak": _leak,
    "stale": _stale,
    "absent": _absent,
    "drift": _drift,
    "goal": _goal,
}


def _beside(draw: Random, metric: str, dimensions: list[str]) -> Data:
    said = {key: draw.choice(each["of"]) for key, each in _KNOWN["beside"].items() if draw.random() < each["share"]}
    if len(dimensions) > 1 and draw.random() < 0.25:
        said["by"] = draw.sample(["route", *dimensions[1:]], draw.choice((1, 1, 2)))
    if metric in _SHARES and draw.random() < _KNOWN["traffic"]["share"]:
        said["at_least"] = draw.choice(_KNOWN["traffic"]["of"])
    if draw.random() < 0.25:
        said["while"] = dict(_guard(draw, metric) for _ in range(draw.choice((1, 1, 2))))
    return said


def _guard(draw: Random, metric: str) -> tuple[str, Data]:
    other: str = draw.choice([name for name in _KNOWN["guards"] if name != metric])
    if other == "ready":
        return other, {"equals": draw.choice((0, 1))}
    said: Data = {draw.choice(("equals", "above")): 0} if other == "switched" else {draw.choice(("above", "below")): _limit(draw, other)}
    for key, often in (("where", 0.2), ("over", 0.2), ("aggregate", 0.15)):
        if draw.random() < often:
            said[key] = draw.choice(_KNOWN["beside"][key]["of"])
    return other, said


def _slo(draw: Random) -> Data:
    said: Data = {**draw.choice(_KNOWN["slos"]), "objective": draw.choice(("99%", "99.9%", "95%"))}
    if draw.random() < 0.4:
        said["period"] = draw.choice(("7d", "28d", "90d"))
    if draw.random() < 0.3:
        said["at_least"] = draw.choice((50, "6/m"))
    if draw.random() < 0.3:
        said["where"] = {"route": "chat"}
    return said
