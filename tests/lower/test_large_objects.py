"""What Kubernetes would refuse to store is told when it is compiled, by `tocsin check` and `tocsin build` alike."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tocsin.checks.object.adapter_too_large import adapter_bytes
from tocsin.lower.large_objects import LARGEST_DATA
from tocsin.pipeline import build, examine

BASE: dict[str, Any] = {"name": "shop", "namespace": "ml", "proofs": False, "cluster": {"prometheus": {"release": "monitoring"}}}
SCRAPED = {"workload": {"deployment": "chat"}, "scrape": {"port": "http"}}
TEAM = 9_000
"""Bytes of the text that each team is sent, so that few teams are as much as a thousand."""


def _told(spec: dict[str, Any]) -> tuple[list[tuple[str, int]], dict[str, str]]:
    """Return what is told of sizes, with its line, and what is written."""
    folders = {"shop": {"specs/shop/shop.yaml": yaml.safe_dump(spec, sort_keys=False).encode()}}
    built = build(folders)
    assert built.diagnostics == examine(folders).diagnostics
    assert {each.code for each in built.diagnostics} <= {"object/too-large", "object/adapter-too-large"}
    return [(each.message, each.span.line) for each in built.diagnostics], dict(built.artifacts)


def _teams(count: int, *, delivery: str = "secret") -> dict[str, Any]:
    names = [f"team-{number}" for number in range(count)]
    slack = {"url": {"secret": "slack", "key": "url"}, "text": "x" * TEAM}
    routes = {name: {"when": {"model": f"model-{name}"}, "to": name} for name in names}
    return {
        "platform": {**BASE, "cluster": {**BASE["cluster"], "alertmanager": {"delivery": delivery}}},
        "models": {f"model-{name}": {**SCRAPED, "workload": {"deployment": name}} for name in names},
        "receivers": {"default": {"discard": True}, **{name: {"slack": {**slack, "channel": f"#{name}"}} for name in names}},
        "routing": {"receiver": "default", "routes": routes},
    }


def _data(secret: str) -> int:
    return sum(len(value.encode()) for value in yaml.load(secret, Loader=yaml.CSafeLoader)["stringData"].values())


def test_the_secret_of_the_alertmanager_is_measured_to_the_byte() -> None:
    _, written = _told(_teams(100))
    size = _data(written["default/shop/alertmanager/secret.yaml"])
    most = 100 + (LARGEST_DATA - size) // TEAM
    while True:
        told, written = _told(_teams(most))
        if told:
            break
        assert _data(written["default/shop/alertmanager/secret.yaml"]) <= LARGEST_DATA
        most += 1
    (message, _), *others = told
    assert others == []
    assert message.startswith("the Alertmanager's Secret would have 1,0")
    told, written = _told(_teams(most, delivery="file"))
    assert told == []
    assert len(written["default/shop/alertmanager/alertmanager.yaml"]) > LARGEST_DATA - 10_000


def _scaled(count: int, length: int, *, by: str = "hpa", kind: str = "total") -> dict[str, Any]:
    scaling = {"by": by, "replicas": {"min": 1, "max": 3}}
    metrics = {
        f"q{number}": {"series": f"q{number}_{'x' * length}", "type": "gauge", "labels": {"model": "model"}} for number in range(count)
    }
    models = {
        f"m{number}": {"workload": {"deployment": f"m{number}"}, "scaling": {**scaling, "targets": {f"q{number}": {kind: 5}}}}
        for number in range(count)
    }
    return {"platform": BASE, "metrics": metrics, "models": models}


@pytest.mark.parametrize("length", [10, 3_000])
def test_the_adapter_s_configuration_is_estimated_well(length: int) -> None:
    spec = _scaled(20, length)
    told, written = _told(spec)
    assert told == []
    (compiled,) = build({"shop": {"specs/shop/shop.yaml": yaml.safe_dump(spec).encode()}}).compiled
    size = len(written["default/shop/autoscalers/prometheus-adapter.values.yaml"])
    assert sum(map(adapter_bytes, compiled.platform.adapter_rules)) == pytest.approx(size, rel=0.15)


def test_the_adapter_s_configuration_may_be_too_large_and_keda_has_none() -> None:
    (message, _), *others = _told(_scaled(160, 7_000))[0]
    assert others == []
    assert message.startswith("prometheus-adapter's configuration has about 1,")
    assert _told(_scaled(160, 7_000, by="keda"))[0] == []
    assert _told(_scaled(120, 7_000))[0] == []


def test_modules_of_the_blackbox_exporter_may_be_too_large() -> None:
    probes = {f"p{number}": {"url": "http://chat.ml.svc/", "http": {"method": "POST", "body": "x" * 9_000}} for number in range(120)}
    (message, _), *others = _told({"platform": BASE, "models": {"chat": {**SCRAPED, "probes": probes}}})[0]
    assert others == []
    assert message.startswith("the blackbox exporter's ConfigMap would have 1,")
    few = dict(list(probes.items())[:100])
    assert _told({"platform": BASE, "models": {"chat": {**SCRAPED, "probes": few}}})[0] == []


def _weighted(count: int) -> dict[str, Any]:
    names = [f"{'x' * 55}{number:05d}" for number in range(count)]
    watched = {"scrape": {"job": "jobs", "down": None}}
    health = {"weights": {name: 2 + index % 2 for index, name in enumerate(names)}}
    platform = {**BASE, "name": "s" * 60, "namespace": "n" * 60, "health": health}
    return {"platform": platform, "components": {name: {**watched, "workload": {"deployment": name}} for name in names}}


def test_weights_of_everybody_may_be_too_much_for_one_rule() -> None:
    built = build({"shop": {"specs/shop/shop.yaml": yaml.safe_dump(_weighted(2_100)).encode()}})
    (message,) = [each.message for each in built.diagnostics]
    assert message.startswith("the rule of the platform's health would have ")


def test_weights_of_many_are_no_deeper_than_a_program_can_read() -> None:
    told, written = _told(_weighted(600))
    assert told == []
    assert max(map(len, written["default/" + "s" * 60 + "/prometheus/" + "s" * 60 + "-health.rules.yaml"].splitlines())) < 1_000
