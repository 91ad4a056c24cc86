"""`tocsin diff` of models that another platform has now: told is that, and what else is other about them."""

from __future__ import annotations

from tocsin.diff import differences
from tocsin.diff.change import RECORDED_ANEW
from tocsin.diff.report import text
from tocsin.pipeline import meant

_HEAD = """platform: {name: NAME, namespace: shop}
metrics: {queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}}
"""
_TOLD = """receivers: {hook: {webhook: {url: {secret: hooks, key: url}}}}
routing: {receiver: hook}
"""
_CHAT = "  chat: {workload: {deployment: chat}, thresholds: {queue: {above: 10}}}\n"
_CODE = "  code: {workload: {deployment: code}, thresholds: {queue: {above: 20}}}\n"


def _shop(*models: str) -> str:
    return _HEAD.replace("NAME", "shop") + _TOLD + "models:\n" + "".join(models)


def _labs(*models: str) -> str:
    return _HEAD.replace("NAME", "labs") + "models:\n" + "".join(models)


def _between(*states: dict[str, str]) -> list[str]:
    sides = [meant({name: {f"specs/{name}/{name}.yaml": spec.encode()} for name, spec in state.items()}) for state in states]
    assert not [each.diagnostics for each in sides if each.diagnostics]
    return text(differences(*(side.estate for side in sides))).splitlines()


def _gone_or_new(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines if line.startswith(("    + Queue", "    - Queue"))]


def test_a_model_that_a_new_platform_has_is_told_with_its_labels() -> None:
    lines = _between({"shop": _shop(_CHAT, _CODE)}, {"shop": _shop(_CHAT), "labs": _labs(_CODE)})
    assert lines[:6] == [
        "labs in default is new",
        "  models",
        f"    ~ code: {RECORDED_ANEW}",
        "        platform: shop -> labs",
        "  alerts",
        "    ~ QueueHigh (warning) of code",
    ]
    assert "        label platform: shop -> labs" in lines
    assert not _gone_or_new(lines)


def test_so_is_one_that_comes_to_a_platform_that_there_was() -> None:
    apart = {"shop": _shop(_CHAT), "labs": _labs(_CODE)}
    lines = _between(apart, {"shop": _shop(_CHAT, _CODE)})
    assert lines[0] == "labs in default is gone"
    assert lines[lines.index("  models") : lines.index("  alerts")] == [
        "  models",
        f"    ~ code: {RECORDED_ANEW}",
        "        platform: labs -> shop",
    ]
    assert not _gone_or_new(lines)


def test_what_else_is_other_of_it_is_told() -> None:
    now = {"shop": _shop(_CHAT), "labs": _labs(_CODE.replace("above: 20", "above: 30, for: 9m"))}
    lines = _between({"shop": _shop(_CHAT, _CODE)}, now)
    assert any("20 -> " in line and "30" in line for line in lines), lines
    assert "        for: 5m -> 9m" in lines
    assert not _gone_or_new(lines)


def test_one_of_the_same_name_in_another_workload_is_another() -> None:
    now = {"shop": _shop(_CHAT), "labs": _labs(_CODE.replace("deployment: code", "deployment: other"))}
    lines = _between({"shop": _shop(_CHAT, _CODE)}, now)
    assert [line.partition(" (")[0] for line in _gone_or_new(lines)] == ["+ QueueHigh", "+ QueueMissing", "- QueueHigh", "- QueueMissing"]


def test_one_that_both_have_stays_where_it_is() -> None:
    lines = _between({"shop": _shop(_CHAT, _CODE)}, {"shop": _shop(_CHAT, _CODE), "labs": _labs(_CODE.replace("code", "draft"))})
    assert "  models" not in lines
    assert not [line for line in _gone_or_new(lines) if line.startswith("-")]


def test_one_that_is_called_otherwise_meanwhile_is_told_as_ever() -> None:
    renamed = _CHAT.replace("  chat: {", "  assistant: {known_as: chat, ")
    lines = _between({"shop": _shop(_CHAT, _CODE)}, {"shop": _shop(renamed), "labs": _labs(_CODE)})
    assert "        called: chat -> assistant" in lines
    assert "        platform: shop -> labs" in lines
    assert not _gone_or_new(lines)
