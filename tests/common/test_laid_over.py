"""A platform stands over what all have in common like a JSON merge patch, and everything is found where it was written."""

from __future__ import annotations

from typing import Any

import pytest
from yaml import safe_load

from tocsin.common import common
from tocsin.folders import COMMON
from tocsin.load import load
from tocsin.pipeline import build, meant
from tocsin.resolve import merge_patch
from tocsin.source import KeyPath
from tocsin.spec.tree import Tree

_FILE = "specs/common.yaml"
_OWN = "specs/shop/shop.yaml"
_PLATFORM = "platform: {name: shop, namespace: ml}\n"


def laid(shared: str, *own: str) -> Tree:
    """Return a platform of some files over what is in common."""
    below, mistakes = common({_FILE: shared.encode()})
    assert not mistakes
    assert below is not None
    tree = load({_OWN.replace("shop.yaml", f"{number}.yaml"): text.encode() for number, text in enumerate(own)}, common=below)
    assert isinstance(tree, Tree)
    return tree


_OVER: list[tuple[str, str, dict[str, Any]]] = [
    ("prices: {gpu: 1USD/h, tokens: 2USD/1M}", "prices: {gpu: 3USD/h}", {"prices": {"gpu": "3USD/h", "tokens": "2USD/1M"}}),
    ("prices: {gpu: 1USD/h, tokens: 2USD/1M}", "prices: {gpu: null}", {"prices": {"tokens": "2USD/1M"}}),
    ("prices: {gpu: 1USD/h}", "prices: null", {}),
    ("routing: {receiver: a, group_by: [x, y]}", "routing: {group_by: [z]}", {"routing": {"receiver": "a", "group_by": ["z"]}}),
    ("routing: {routes: {a: {to: x}}}", "routing: {routes: {b: {to: y}}}", {"routing": {"routes": {"a": {"to": "x"}, "b": {"to": "y"}}}}),
    ("platform: {owner: house}", "platform: {owner: {a: b}}", {"platform": {"owner": {"a": "b"}}}),
    ("environments: {a: {}, b: {}}", "environments: {b: null, c: {namespace: x}}", {"environments": {"a": {}, "c": {"namespace": "x"}}}),
    ("metrics: {a: {series: x, type: gauge}}", "metrics: {a: {type: null}}", {"metrics": {"a": {"series": "x"}}}),
]


@pytest.mark.parametrize(("shared", "own", "whole"), _OVER)
def test_what_a_platform_writes_is_a_merge_patch(shared: str, own: str, whole: dict[str, Any]) -> None:
    assert laid(shared, own).value == whole == merge_patch(safe_load(shared), safe_load(own))


def test_an_order_is_that_of_patches() -> None:
    tree: Any = laid("routing: {routes: {a: {to: x}, b: {to: x}}}", "routing: {routes: {c: {to: x}, a: {to: y}}}").value
    assert list(tree["routing"]["routes"]) == ["a", "b", "c"]


def test_the_packs_of_both_are_used_in_the_releases_that_the_platform_says() -> None:
    tree = laid("use: [vllm@0.10, kube-state-metrics]", "use: [dcgm-exporter]", "use: ['vllm@0.11']")
    assert tree.value["use"] == ["dcgm-exporter", "vllm@0.11", "kube-state-metrics"]
    assert [tree.origins.written(("use", index)) for index in range(3)] == [
        ("specs/shop/0.yaml", ("use", 0)),
        ("specs/shop/1.yaml", ("use", 0)),
        (_FILE, ("use", 1)),
    ]
    assert laid("use: [vllm]", "use: null").value == {}


def test_of_two_patches_of_an_environment_the_platforms_stands_over_the_other() -> None:
    shared = "environments: {staging: {patch: {prices: {gpu: 1USD/h, cpu: null}, receivers: {page: null}}}}"
    own = "environments: {staging: {namespace: test, patch: {prices: {gpu: null}, receivers: {page: {discard: true}}}}}"
    assert laid(shared, own).value["environments"] == {
        "staging": {"patch": {"prices": {"gpu": None, "cpu": None}, "receivers": {"page": {"discard": True}}}, "namespace": "test"}
    }


def test_a_null_that_is_a_value_replaces_what_is_in_common() -> None:
    shared = "platform: {targets_down: {after: 7m}}\nprofiles: {usual: {scrape: {port: http, down: 7m}}}\n"
    own = "platform: {name: shop, namespace: ml, targets_down: null}\nprofiles: {usual: {scrape: {down: null}}}\n"
    folders = {
        COMMON: {_FILE: shared.encode()},
        "shop": {_OWN: f"{own}models: {{chat: {{profile: usual, workload: {{deployment: chat}}}}}}\n".encode()},
    }
    found = meant(folders)
    assert not found.diagnostics
    (checked,) = found.estate
    assert checked.resolved.spec.platform.targets_down is None
    scrape = checked.resolved.spec.models["chat"].scrape
    assert scrape is not None
    assert (scrape.port, scrape.down) == ("http", None)


_REMOVES = """\
metrics: {waiting: {pack: vllm, series: "vllm:num_requests_waiting"}}
defaults: {models: {thresholds: {queue_time: {for: 20m}, waiting: {above: 5}}}}
profiles: {usual: {thresholds: {kv_cache: {for: 20m}}}}
receivers: {page: {discard: true}}
routing: {receiver: page}
"""
_REMOVED = f"""\
{_PLATFORM}use: [vllm]
defaults: {{models: {{thresholds: {{queue_time: null, waiting: null}}}}}}
profiles: {{usual: {{thresholds: {{kv_cache: null}}}}}}
models: {{chat: {{profile: usual, runtime: vllm, workload: {{deployment: chat}}, scrape: {{port: http}}}}}}
"""


def test_what_a_platform_removes_of_defaults_and_profiles_no_runtime_brings_again() -> None:
    own = _REMOVED.replace("queue_time: null, waiting: null", "other: null").replace("kv_cache: null", "other: null")
    kept = meant({COMMON: {_FILE: _REMOVES.encode()}, "shop": {_OWN: own.encode()}})
    assert {"queue_time", "kv_cache", "waiting"} <= kept.estate[0].resolved.spec.models["chat"].thresholds.keys()
    found = meant({COMMON: {_FILE: _REMOVES.encode()}, "shop": {_OWN: _REMOVED.encode()}})
    assert not found.diagnostics  # also not that nothing but what is in common had `waiting`
    assert not {"queue_time", "kv_cache", "waiting"} & found.estate[0].resolved.spec.models["chat"].thresholds.keys()


def test_a_platform_may_complete_a_metric_that_is_half_said_in_common() -> None:
    shared = "metrics: {queue: {type: gauge, unit: requests, labels: {model: model}}}\n"
    models = "models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}\n"
    own = f"{_PLATFORM}metrics: {{queue: {{series: queue_length}}}}\n{models}"
    found = meant({COMMON: {_FILE: shared.encode()}, "shop": {_OWN: own.encode()}})
    assert not found.diagnostics


_PLACES: list[tuple[KeyPath, str, KeyPath]] = [
    (("platform", "owner"), _FILE, ("platform", "owner")),
    (("platform", "name"), _OWN, ("platform", "name")),
    (("profiles", "usual", "scrape", "port"), _FILE, ("profiles", "usual", "scrape", "port")),
    (("profiles", "usual", "scrape", "every"), _OWN, ("profiles", "usual", "scrape", "every")),
    (("models", "chat", "scrape", "port"), _FILE, ("profiles", "usual", "scrape", "port")),
    (("models", "chat", "scrape", "every"), _OWN, ("profiles", "usual", "scrape", "every")),
    (("models", "chat", "scrape", "path"), _OWN, ("models", "chat", "scrape", "path")),
    (("models", "chat", "thresholds", "queue", "for"), _FILE, ("profiles", "usual", "thresholds", "queue", "for")),
    (("models", "chat", "thresholds", "queue", "above"), _OWN, ("profiles", "usual", "thresholds", "queue", "above")),
    (("receivers", "new", "discard"), _FILE, ("environments", "staging", "patch", "receivers", "new", "discard")),
    (("platform", "labels", "a"), _OWN, ("environments", "staging", "patch", "platform", "labels", "a")),
    (("platform", "labels", "b"), _FILE, ("environments", "staging", "patch", "platform", "labels", "b")),
]


@pytest.mark.parametrize(("path", "file", "place"), _PLACES)
def test_everything_is_found_where_it_was_written(path: KeyPath, file: str, place: KeyPath) -> None:
    shared = """\
platform: {owner: house}
metrics: {queue: {series: queue_length, type: gauge, labels: {model: model}}}
profiles: {usual: {scrape: {port: http}, thresholds: {queue: {for: 5m}}}}
environments: {staging: {patch: {receivers: {new: {discard: true}}, platform: {labels: {b: x}}}}}
"""
    own = """\
platform: {name: shop, namespace: ml}
profiles: {usual: {scrape: {every: 30s}, thresholds: {queue: {above: 5}}}}
models: {chat: {profile: usual, workload: {deployment: chat}, scrape: {path: /stats}}}
environments: {staging: {patch: {platform: {labels: {a: x}}}}}
"""
    (checked,) = meant({COMMON: {_FILE: shared.encode()}, "shop": {_OWN: own.encode()}}).estate
    assert checked.resolved.origins.written(path) == (file, place)


def test_without_a_platform_over_it_there_is_nothing_to_say() -> None:
    assert build({COMMON: {_FILE: b"platform: {owner: house}\n"}}).diagnostics == ()


def test_who_says_it_is_named_in_what_is_generated() -> None:
    shared = "receivers: {page: {webhook: {url: {secret: page, key: url}}}}\nrouting: {receiver: page}\n"
    own = f"{_PLATFORM}routing: {{repeat_interval: 4h}}\nmodels: {{chat: {{workload: {{deployment: chat}}, scrape: {{port: http}}}}}}\n"
    built = build({COMMON: {_FILE: shared.encode()}, "shop": {_OWN: own.encode()}})
    assert not built.diagnostics, built.diagnostics
    first = {path: text.partition("\n")[0] for path, text in built.artifacts.items()}
    assert first["default/shop/alertmanager/alertmanager.yaml"] == f"# generated by tocsin from {_OWN}, {_FILE}; do not edit"
