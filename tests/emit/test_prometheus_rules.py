from __future__ import annotations

import json

import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from emit.small_platform import PLATFORM, SOURCES, written
from tocsin import ir, promql
from tocsin.division.rule_groups import undivided
from tocsin.emit.parts.rule_sizes import cut, pack
from tocsin.emit.prometheus_rules import emit, rule_entry
from tocsin.units import UNITS
from tocsin.yaml_writer import dumps

VALUE = promql.selector("model_accuracy", model="fraud")

ALERT = ir.Alert(
    name="FraudAccuracyLow",
    expr=promql.compare("<", VALUE, 0.8),
    value=VALUE,
    unit=UNITS["ratio"],
    limits=(("<", 0.8),),
    for_ms=0,
    severity="warning",
    labels={},
    annotations={},
    title="accuracy",
    at=(),
)


def _group(name: str, *rules: ir.Alert | ir.Recording, interval_ms: int = 0) -> ir.RuleGroup:
    return ir.RuleGroup(name=name, interval_ms=interval_ms, rules=rules, at=())


def _object(*groups: ir.RuleGroup) -> ir.RuleObject:
    return ir.RuleObject(name="fraud", namespace="shop-prod", labels={"release": "monitoring"}, groups=groups, sources=SOURCES, at=())


def _platform(*groups: ir.RuleGroup) -> ir.Platform:
    return replace(PLATFORM, rules=(_object(*groups),))


def _large(size: int, number: int = 0) -> ir.Alert:
    return replace(ALERT, name=f"A{number}", annotations={"description": "x" * size})


def _specs(found: dict[str, str]) -> dict[str, list[str]]:
    """Return the names of the groups in each PrometheusRule, and hold each to the limits of the operator and of `kubectl apply`."""
    objects = {path: yaml.safe_load(text) for path, text in found.items() if path.startswith("rules/")}
    for path, custom in objects.items():
        assert path == f"rules/{custom['metadata']['name']}.yaml"
        assert len(yaml.safe_dump(custom["spec"], width=10**9, allow_unicode=True).encode()) <= 524_288
        assert len(json.dumps(custom, separators=(",", ":"), ensure_ascii=False).encode()) <= 262_144
    return {path: [group["name"] for group in custom["spec"]["groups"]] for path, custom in objects.items()}


def test_an_object_above_the_limit_is_divided_between_groups() -> None:
    found = written(emit(_platform(*(_group(name, _large(90_000)) for name in "abc"))))
    assert _specs(found) == {"rules/fraud.yaml": ["b", "c"], "rules/fraud.1.yaml": ["a"]}
    assert [group["name"] for group in yaml.safe_load(found["prometheus/fraud.rules.yaml"])["groups"]] == ["a", "b", "c"]


def test_a_group_above_the_limit_is_divided_between_rules_in_both_forms() -> None:
    found = written(emit(_platform(_group("a", *(_large(60_000, number) for number in range(5))), _group("b", ALERT))))
    assert sorted(name for names in _specs(found).values() for name in names) == ["a", "a.1", "b"]
    groups = yaml.safe_load(found["prometheus/fraud.rules.yaml"])["groups"]
    assert [(group["name"], len(group["rules"])) for group in groups] == [("a", 2), ("a.1", 3), ("b", 1)]


def test_one_object_more_leaves_the_others_where_they_were() -> None:
    groups = [_group(f"group-{number}", _large(40_000, number)) for number in range(12)]
    before, after = (_specs(written(emit(_platform(*given)))) for given in (groups[1:], groups))
    moved = {name for path, names in before.items() for name in names if name not in after.get(path, [])}
    assert before.keys() <= after.keys()
    assert len({path for path, names in before.items() if moved & set(names)}) <= 1


def test_bytes_count_not_characters() -> None:
    found = written(emit(_platform(*(_group(name, replace(ALERT, annotations={"description": "é" * 60_000})) for name in "ab"))))
    assert _specs(found) == {"rules/fraud.yaml": ["b"], "rules/fraud.1.yaml": ["a"]}


RULES = st.lists(st.integers(0, 250), min_size=1, max_size=20)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), RULES, min_size=1))
def test_dividing_keeps_every_rule_and_every_spec_below_the_limit(sizes: dict[str, list[int]]) -> None:
    limit = 3_000
    groups = [
        _group(name, *(replace(ALERT, name=f"A{index}", annotations={"text": "x\n" * size}) for index, size in enumerate(listed)))
        for name, listed in sizes.items()
    ]
    pieces = cut(groups, rule_entry, limit)
    written_groups = [{"name": piece.name, "interval": "1m", "rules": [rule_entry(rule) for rule in piece.rules]} for piece in pieces]
    packed = pack(written_groups, limit)
    assert sorted(str(group["name"]) for part in packed.values() for group in part) == sorted(piece.name for piece in pieces)
    for group in groups:
        kept = [rule for piece in pieces if undivided(piece.name) == group.name for rule in piece.rules]
        assert sorted(map(repr, kept)) == sorted(map(repr, group.rules))
    assert all(len(dumps({"groups": part}).encode()) <= limit for part in packed.values())
    assert all(suffix == "" or suffix.startswith(".") for suffix in packed)
