"""Who evaluates the rules: small groups for Mimir, in the right order and proved so, and nobody who sees part of the targets."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from answered import Asked, refusal
from conftest import Judge
from tocsin.pipeline import Build, build


def _built(models: int, *, proofs: bool = False, **prometheus: object) -> Build:
    return build({"shop": {"specs/shop/shop.yaml": yaml.safe_dump(_spec(models, prometheus, proofs=proofs)).encode()}})


def _spec(models: int, prometheus: dict[str, object], *, proofs: bool) -> dict[str, object]:
    metrics = {f"m{number}": {"series": f"m{number}", "type": "gauge", "labels": {"model": "model"}} for number in range(12)}
    thresholds = {name: {"above": {"warning": 1, "critical": 2}, "over": "5m"} for name in metrics}
    many = {f"model-{number:03d}": _model(f"model-{number:03d}") for number in range(models)}
    return {
        "platform": {"name": "shop", "namespace": "ml", "proofs": proofs, "health": {}, "cluster": {"prometheus": prometheus}},
        "metrics": metrics,
        "models": {**many, "fraud": {**_model("fraud"), **({} if proofs else {"thresholds": thresholds})}},
    }


def _model(name: str) -> dict[str, object]:
    return {"workload": {"deployment": name}, "scrape": {"port": "http"}}


@cache
def _mimir(*, proofs: bool = False) -> Build:
    return _built(30, proofs=proofs, ruler="mimir", rule_labels={"ruler": "mimir"}, rule_groups=0)


def _groups(found: Build) -> dict[str, list[dict[str, Any]]]:
    files = [text for path, text in found.artifacts.items() if path.endswith(".rules.yaml")]
    return {group["name"]: group["rules"] for text in files for group in yaml.safe_load(text)["groups"]}


def test_no_group_has_more_rules_than_mimir_takes() -> None:
    found = _mimir()
    assert found.diagnostics == ()
    sizes = {name: len(rules) for name, rules in _groups(found).items()}
    assert max(sizes.values()) <= 20
    assert sum(sizes.values()) == sum(map(len, _groups(_built(30, release="monitoring")).values()))
    assert {"fraud.thresholds", "fraud.thresholds.1", "shop.health", "shop.health.recordings"} <= sizes.keys()


def test_a_tenant_s_own_limit_counts_where_it_is_said() -> None:
    found = _groups(_built(30, release="monitoring", rules_per_group=5))
    assert max(map(len, found.values())) == 5


def test_without_a_limit_groups_are_whole() -> None:
    assert [name for name in _groups(_built(30, release="monitoring")) if name.startswith(("fraud.thr", "shop."))] == [
        "shop.all-targets",
        "fraud.thresholds",
        "shop.health",
    ]


def test_recordings_that_a_group_has_no_room_for_are_proved_in_their_order(tmp_path: Path, judge: Judge) -> None:
    name, proof = next((path, text) for path, text in _mimir(proofs=True).artifacts.items() if "proofs/shop-health" in path)
    rules = _mimir(proofs=True).artifacts["default/shop/prometheus/shop-health.rules.yaml"]
    document = yaml.safe_load(proof)
    order = document["group_eval_order"]
    assert order[-1] == "shop.health"
    assert all(each.startswith("shop.health.recordings") for each in order[:-1])

    def passes(order: list[str]) -> bool:
        for path, content in (("prometheus/shop-health.rules.yaml", rules), (f"proofs/{Path(name).name}", None)):
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(content or json.dumps({**document, "group_eval_order": order}))
        test = Path(name).name
        run = subprocess.run([judge("promtool"), "test", "rules", test], cwd=tmp_path / "proofs", capture_output=True, check=False)
        return run.returncode == 0

    assert passes(order)
    assert not passes([order[-1], *order[:-1]]), "an order that does not matter proves nothing"


UP = 'up{{job="fraud",namespace="ml",instance="{}",prometheus_replica="prometheus-{}-0"}}'
PODS = {"one": UP.format("10.0.0.1:80", "k8s"), "other": UP.format("10.0.0.2:80", "k8s-shard-1")}


@pytest.mark.parametrize(
    ("world", "seen", "fires"),
    [
        pytest.param("both answer", {"one": "1x20", "other": "1x20"}, False, id="all shards, both answer"),
        pytest.param("one answers", {"one": "0x20", "other": "1x20"}, False, id="all shards, one answers"),
        pytest.param("none answers", {"one": "0x20", "other": "0x20"}, True, id="all shards, none answers"),
        pytest.param("both are gone", {}, True, id="all shards, both are gone"),
        # What follows are the same worlds as a shard sees them: it is wrong, and no rule could tell.
        pytest.param("both answer", {}, True, id="a shard without any: as if both were gone"),
        pytest.param("one answers", {"one": "0x20"}, True, id="the shard of the other: as if none answered"),
    ],
)
def test_the_alert_that_a_target_is_down_is_right_for_who_sees_all_shards(
    tmp_path: Path, judge: Judge, world: str, seen: dict[str, str], *, fires: bool
) -> None:
    found = _built(0, shards=2, ruler="thanos", rule_labels={"ruler": "thanos"})
    assert found.diagnostics == ()
    asked = Asked('count(ALERTS{alertname="TargetDown",alertstate="firing"})', "15m", {"{}": 1} if fires else {})
    series = {PODS[pod]: values for pod, values in seen.items()}
    rules = found.artifacts["default/shop/prometheus/shop-fraud.rules.yaml"]
    assert refusal(judge("promtool"), tmp_path, [asked], series=series, rules=[rules]) == "", world
