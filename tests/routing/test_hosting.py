"""Tests of inhibitions of platforms whose alerts go through the configuration of another."""

from __future__ import annotations

from typing import Final

import pytest

from tocsin.incremental import LastBuild, amended
from tocsin.pipeline import build

_QUEUE: Final = "metrics: {queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}}\n"
_SHOP: Final = f"""platform: {{name: shop, namespace: shop, cluster: {{alertmanager: {{delivery: file}}}}}}
{_QUEUE}receivers: {{chat: {{webhook: {{url: {{file: /etc/chat}}}}}}}}
routing: {{receiver: chat}}
models: {{chat: {{thresholds: {{queue: {{above: {{warning: 1, critical: 2}}, no_data: false}}}}}}}}
"""
_EVALS: Final = f"""platform: {{name: evals, namespace: evals}}
{_QUEUE}models: {{judge: {{thresholds: {{queue: {{above: {{warning: 3, critical: 9}}, for: 5m, no_data: false}}}}}}}}
"""
_LADDER: Final = 'platform="evals"'


def _folders(evals: str = _EVALS, shop: str = _SHOP) -> dict[str, dict[str, bytes]]:
    return {"shop": {"specs/shop/shop.yaml": shop.encode()}, "evals": {"specs/evals/evals.yaml": evals.encode()}}


def _configurations(evals: str = _EVALS, shop: str = _SHOP) -> dict[str, str]:
    built = build(_folders(evals, shop))
    assert not built.diagnostics
    return {path.split("/")[0]: text for path, text in built.artifacts.items() if path.endswith("alertmanager/alertmanager.yaml")}


def test_the_graver_step_of_a_guest_silences_the_lesser() -> None:
    (text,) = _configurations().values()
    assert text.count('platform="shop"') == text.count(_LADDER) == 2
    assert "name: evals-ladder-critical" in text


def test_a_guest_of_another_cluster_is_none() -> None:
    (text,) = _configurations(_EVALS.replace("evals}", "evals, cluster: {name: elsewhere}}", 1)).values()
    assert _LADDER not in text


def test_an_object_of_the_operator_has_no_guests() -> None:
    secret = _SHOP.replace("file: /etc/chat", "secret: chat, key: url")
    (text,) = _configurations(shop=secret.replace("delivery: file", "delivery: alertmanagerconfig")).values()
    assert _LADDER not in text


@pytest.mark.parametrize("delivery", ["file", "secret"])
def test_environments_of_one_alertmanager_have_the_same_guests(delivery: str) -> None:
    """They write one Secret, so that what only one of them has would be lost: shared-secret would find it."""
    shop = _SHOP.replace("file: /etc/chat", "secret: chat, key: url").replace("delivery: file", f"delivery: {delivery}")
    shop += "environments: {production: {}, staging: {namespace: shop-staging}}\n"
    assert {text.count(_LADDER) for text in _configurations(shop=shop).values()} == {0}
    found = _configurations(shop=shop, evals=_EVALS + "environments: {production: {}}\n")
    assert [text.count(_LADDER) for text in found.values()] == [2, 2]


def test_an_environment_without_routing_adds_only_what_its_platform_does_not_say() -> None:
    environments = "environments: {production: {}, staging: {namespace: staging, patch: {routing: null, receivers: null}}}\n"
    (text,) = _configurations(shop=_SHOP + environments, evals=_EVALS + "environments: {production: {}}\n").values()
    assert text.count('platform="shop"') == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("critical: 9", "critical: 10", id="a limit"),
        pytest.param("{warning: 3, critical: 9}", "3", id="a ladder"),
        pytest.param("critical: 9", "info: 2", id="a severity"),
    ],
)
def test_an_edit_of_a_guest_leaves_its_host_as_a_whole_build_makes_it(old: str, new: str) -> None:
    before, after = _folders(), _folders(_EVALS.replace(old, new))
    first, whole = build(before), build(after)
    assert not whole.diagnostics
    found = amended(LastBuild.of(before, first), after)
    if found is not None:
        assert {**first.artifacts, **{path: text for path, (_, text) in found.changes.items()}} == whole.artifacts
    assert (found is None) == (new != "critical: 10")
