"""`tocsin diff` of environments that take the place of another: told is what is other about them than their names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import tocsin
from diff.test_families import between
from repository import git
from tocsin.diff.change import RECORDED_ANEW

_NAMES = ("chat", "forecast", "vision")
_MODELS = "".join(f"  {name}: {{workload: {{deployment: {name}}}, thresholds: {{queue: {{above: 10, for: 5m}}}}}}\n" for name in _NAMES)
_NONE = f"""\
platform: {{name: shop, namespace: shop}}
metrics: {{queue: {{series: queue_length, type: gauge, unit: requests, labels: {{model: model, zone: zone}}}}}}
receivers: {{chat: {{discard: true}}}}
routing: {{receiver: chat}}
models:
{_MODELS}"""
_TWO = f"{_NONE}environments: {{prod: {{}}, staging: {{namespace: shop-staging}}}}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository without a commit."""
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    git(tmp_path, "init")
    return tmp_path


def _told(root: Path, was: str, now: str, *arguments: str) -> str:
    path = root / "specs" / "shop" / "shop.yaml"
    path.write_text(was)
    git(root, "add", ".")
    git(root, "commit", "--allow-empty", "-m", "a")
    path.write_text(now)
    done = tocsin(root, "diff", "HEAD", *arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_environments_in_the_place_of_none_are_held_against_it(repository: Path) -> None:
    patch = "patch: {models: {vision: {thresholds: {queue: {for: 9m}}}}}"
    now = f"{_NONE}environments: {{prod: {{}}, staging: {{namespace: shop-staging, {patch}}}}}\n"
    lines = _told(repository, _NONE, now).splitlines()
    others = [line for line in lines if line.startswith("  besides: ")]
    assert len(others) == 2
    assert [line for line in lines[:-1] if line not in others] == [
        "shop in prod, in the place of default",
        "  environments",
        f"    ~ prod: {RECORDED_ANEW}",
        "        called: default -> prod",
        "shop in staging, in the place of default",
        "  environments",
        f"    ~ staging: {RECORDED_ANEW}",
        "        called: default -> staging",
        "  platform",
        f"    ~ shop: {RECORDED_ANEW}",
        "        namespace: shop -> shop-staging",
        "  alerts",
        "    ~ QueueHigh (warning) of vision",
        "        for: 5m -> 9m",
    ]


def test_what_is_asked_is_told_where_it_is_not_its_name(repository: Path) -> None:
    now = _TWO.replace("staging: {namespace: shop-staging", "test: {namespace: shop-staging, patch: {metrics: {queue: {where: {zone: a}}}}")
    lines = _told(repository, _TWO, now).splitlines()
    assert lines[0] == "shop in test, in the place of staging"
    asked = [line for line in lines if line.startswith("        asks:")]
    assert asked
    assert all("zone" in line and "environment=" not in line for line in asked)
    assert json.loads(_told(repository, _TWO, now, "--format", "json"))[0]["instead_of"] == "staging"


@pytest.mark.parametrize("environments", ["{a: {}, b: {namespace: b}}", "{a: {}}"])
def test_of_several_that_are_gone_none_is_the_one_before(environments: str, repository: Path) -> None:
    assert "in the place of" not in _told(repository, _TWO, f"{_NONE}environments: {environments}\n")


def test_another_namespace_is_told_alone_and_what_else_differs() -> None:
    now = _NONE.replace("namespace: shop", "namespace: shop-ml")
    moved = ["shop in default", "  platform", f"    ~ shop: {RECORDED_ANEW}", "        namespace: shop -> shop-ml"]
    assert _between(_NONE, now)[:-1] == moved
    assert _between(_NONE, now.replace("chat}, thresholds: {queue: {above: 10", "chat}, thresholds: {queue: {above: 9"))[:7] == [
        *moved,
        "  alerts",
        "    ~ QueueHigh (warning) of chat",
        "        when: queue above 10 -> queue above 9",
    ]


def test_a_model_that_moves_alone_is_told_so_and_what_else_differs() -> None:
    now = _NONE.replace("vision: {workload", "vision: {namespace: eyes, workload").replace(
        "vision}, thresholds: {queue: {above: 10", "vision}, thresholds: {queue: {above: 9"
    )
    lines = _between(_NONE, now)
    assert lines[1:4] == ["  models", f"    ~ vision: {RECORDED_ANEW}", "        namespace: shop -> eyes"]
    assert [line for line in lines if line.startswith("    ~ QueueHigh")] == ["    ~ QueueHigh (warning) of vision"]
    assert not [line for line in lines if "asks: " in line]


def test_what_has_the_namespace_in_a_longer_name_is_another() -> None:
    now = _NONE.replace("namespace: shop", "namespace: shop-ml").replace("queue_length,", "queue_length, where: {zone: shop-ml-a},")
    was = _NONE.replace("queue_length,", "queue_length, where: {zone: shop-a},")
    assert any(line.startswith("    ~ QueueHigh (warning)") for line in _between(was, now))


def _between(was: str, now: str) -> list[str]:
    return between({"shop.yaml": was.encode()}, {"shop.yaml": now.encode()})
