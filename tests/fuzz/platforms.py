"""Whole platforms that a person could have meant: those of `fuzz.estates`, with whatever else a platform says."""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from fuzz.estates import Data, estate
from fuzz.telling import telling
from tocsin import catalog

_KNOWN: Final[Data] = yaml.safe_load((Path(__file__).parent / "platform.yaml").read_text(encoding="utf-8"))
METRICS: Final[Data] = _KNOWN["metrics"]
"""Those that a platform has besides those of an estate."""
_PACKS: Final = Path(catalog.__file__).parent / "defaults"
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


def platform(seed: int, *, models: int) -> Data:
    """Return a platform; the same for the same seed. Its models have the thresholds that `estate` gives them, and more."""
    spec = estate(seed, models=models)
    for metric in spec["metrics"].values():
        if "node" in metric.get("labels", {}):
            metric["labels"]["node"] = "node"  # the operator hides an exporter's own `instance`
    draw = Random(f"platform {seed}")
    spec["metrics"] |= copy.deepcopy(METRICS)
    spec |= {"use": ["kube-state-metrics", "blackbox-exporter"], "prices": _KNOWN["prices"]}
    for name, model in spec["models"].items():
        _grow(draw, name, model)
    spec["components"] = {f"c{number}-{runtime}": _component(draw, runtime) for number, runtime in enumerate(draw.sample(_runtimes(), 3))}
    _settings(draw, spec)
    if spec["platform"]["cluster"]["prometheus"].get("stack") == "prometheus":
        _without_operator(spec)
    if draw.random() < 0.5:
        spec["recordings"] = {name: each for one in draw.sample(_KNOWN["recordings"], 4) for name, each in one.items()}
    if draw.random() < 0.8:
        spec |= telling(draw, to_file=spec["platform"]["cluster"].get("alertmanager", {}).get("delivery") == "file")
    if draw.random() < 0.4:
        spec["defaults"] = _one(draw, "defaults")
    if draw.random() < 0.4:
        spec["environments"] = _environments(draw)
    _retrain(draw, spec)
    return spec


def _one(draw: Random, section: str) -> Any:  # noqa: ANN401  # what YAML holds
    return copy.deepcopy(draw.choice(_KNOWN[section]))


def _grow(draw: Random, name: str, model: Data) -> None:
    served = draw.random() < 0.7
    if served:
        model["workload"] = {key: name if value == "NAME" else value for key, value in _one(draw, "workloads").items()}
        model["scrape"] = _one(draw, "scrapes")
    if draw.random() < 0.4:
        for key, threshold in _one(draw, "thresholds").items():
            model["thresholds"].setdefault(key, threshold)
    if draw.random() < 0.4:
        model["probes"] = {f"asked{number}": _one(draw, "probes") for number in range(draw.choice((1, 1, 2)))}
    if draw.random() < 0.6:
        model["slos"] = {f"{word}": objective(draw, model) for word in draw.sample(("fast", "available", "right"), draw.choice((1, 1, 2)))}
    if served and draw.random() < 0.4:
        model["events"] = _one(draw, "events")
    if served and "daemonset" not in model["workload"] and draw.random() < 0.5:
        model["scaling"] = _scaling(draw)


def objective(draw: Random, model: Data) -> Data:
    """Return an objective of a model, with whatever may stand beside it."""
    if "probes" in model and draw.random() < 0.5:
        said: Data = {"probe": draw.choice(list(model["probes"]))}
    else:
        said = _one(draw, "objectives")
    of_time = any(key in said for key in _KNOWN["of_time"])
    if of_time and draw.random() < 0.4:
        said["while"] = _one(draw, "guards")
    for key, each in _KNOWN["beside_objectives"].items():
        if draw.random() < each["share"]:
            said[key] = draw.choice(each["of"])
    return said


def _scaling(draw: Random) -> Data:
    keda = draw.random() < 0.4
    chosen = draw.sample(list(_KNOWN["targets"]), draw.choice((1, 1, 2)))
    said: Data = {"replicas": _one(draw, "replicas"), "targets": {name: draw.choice(_KNOWN["targets"][name]) for name in chosen}}
    said |= _one(draw, "ways")
    if keda:
        for key, each in _one(draw, "keda").items():
            said[key] = {**said[key], **each} if isinstance(each, dict) and isinstance(said.get(key), dict) else each
        said["by"] = "keda"
    return said


@cache
def _runtimes() -> list[str]:
    return sorted(path.stem for path in _PACKS.glob("*.yaml"))


@cache
def _brought(runtime: str) -> Data:
    found: Data = yaml.safe_load((_PACKS / f"{runtime}.yaml").read_text(encoding="utf-8"))
    return found


def _component(draw: Random, runtime: str) -> Data:
    """Return a component with a runtime, of whose pack something is changed."""
    component: Data = {"runtime": runtime}
    if draw.random() < 0.8:
        component |= {"workload": {"deployment": runtime}, "scrape": _one(draw, "scrapes")}
    brought = _brought(runtime)
    if draw.random() < 0.7:
        names = list(brought["thresholds"])
        component["thresholds"] = {
            name: _changed(draw, brought["thresholds"][name]) for name in draw.sample(names, min(len(names), draw.choice((1, 2, 3))))
        }
    if brought.get("slos") and draw.random() < 0.5:
        component["slos"] = {draw.choice(list(brought["slos"])): _one(draw, "changes_of_objectives")}
    return component


def _changed(draw: Random, threshold: Data) -> Data | None:
    if isinstance(threshold.get("above"), str) and draw.random() < 0.5:
        part = 0.5 if threshold["above"].endswith("%") else draw.choice((0.5, 2))
        return {"above": _NUMBER.sub(lambda found: f"{float(found[0]) * part:g}", threshold["above"])}
    changed: Data | None = _one(draw, "changes")
    return changed


def _settings(draw: Random, spec: Data) -> None:
    """Say more of the cluster, and how healthy the whole is."""
    said = spec["platform"]
    cluster = said["cluster"]
    cluster["prometheus"] |= _one(draw, "clusters")
    if "series_labels" in cluster["prometheus"]:
        cluster["prometheus"]["series_labels"] = _one(draw, "series_labels")
    if draw.random() < 0.3:
        cluster["prometheus"] |= {"address_labels": {"cluster": "eu-1"}, "address": "http://thanos-query.monitoring.svc:9090"}
    cluster["alertmanager"] = _one(draw, "alertmanagers")
    cluster["autoscaler"] = draw.choice(("hpa", "keda"))
    if draw.random() < 0.5:
        said["health"] = _one(draw, "health")
    if draw.random() < 0.3:
        said["owner"] = "ml-platform"
    if draw.random() < 0.2:
        said["severities"] = ["info", "warning", "major", "critical"]


def _without_operator(spec: Data) -> None:
    """Let a plain Prometheus scrape, and autoscalers ask it, at addresses."""
    spec["platform"]["cluster"] |= {"blackbox": {"address": "blackbox:9115"}}
    spec["platform"]["cluster"].setdefault("alertmanager", {})["delivery"] = "file"
    spec["platform"]["cluster"]["prometheus"]["address"] = "http://prometheus.monitoring.svc:9090"
    for name, each in (*spec["models"].items(), *spec["components"].items()):
        scrape = each.get("scrape", {})
        if "job" not in scrape and scrape:
            scrape["targets"] = [f"{name}-{number}.example.com:8080" for number in range(2)]
            for key in ("port", "through", "pod_labels"):
                scrape.pop(key, None)


def _environments(draw: Random) -> Data:
    staging: Data = {"namespace": "ml-staging", "patch": _one(draw, "patches")}
    if draw.random() < 0.5:
        staging["patch"].setdefault("platform", {}).setdefault("cluster", {})["name"] = "staging"
    return {"default": {}, "staging": staging}


def _retrain(draw: Random, spec: Data) -> None:
    if draw.random() < 0.3:
        retraining = _one(draw, "retraining")
        if "when" in retraining and "receivers" in spec:
            spec["receivers"]["pipeline"] = {"webhook": {"url": {"secret": "argo", "key": "url"}, "send_resolved": False}}
            retraining["to"] = "pipeline"
        spec["models"]["m00"]["retraining"] = retraining
