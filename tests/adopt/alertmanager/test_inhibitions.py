"""Generated inhibitions: what silenced what does so in the built file, by the rules that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from adopt.alertmanager.generated import LABELS, Matcher, asked, matchers
from adopt.alertmanager.taking import taken
from tocsin import ir
from tocsin.prove.routing.written import document, inhibitions
from tocsin.regex.patterns import satisfies


class Rule(NamedTuple):
    """An inhibition."""

    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...]


_SIDES = st.lists(matchers(), max_size=2).map(tuple)
_RULES = st.builds(Rule, source=_SIDES, target=_SIDES, equal=st.lists(st.sampled_from(LABELS), max_size=2, unique=True).map(tuple))
_ALERTS = st.lists(
    st.dictionaries(st.sampled_from(LABELS), st.sampled_from(["critical", "warning", "a", "ab", "other"])).map(
        lambda labels: {**labels, "alertname": labels.get("alertname") or "Other"}
    ),
    min_size=6,
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(rules=st.lists(_RULES, min_size=1, max_size=3), alerts=_ALERTS)
def test_the_same_is_silenced(rules: list[Rule], alerts: list[dict[str, str]]) -> None:
    found = taken(
        yaml.safe_dump({"route": {"receiver": "a"}, "receivers": [{"name": "a"}], "inhibit_rules": [_written(each) for each in rules]})
    )
    assume(not any("cannot be said" in each for each in found.lost))
    kept = inhibitions(document(found.built))
    for source in alerts:
        for target in alerts:
            assert any(_silences(_plain(each), source, target) for each in rules) == any(_silences(each, source, target) for each in kept)


def _written(rule: Rule) -> dict[str, Any]:
    sides = [("source", rule.source), ("target", rule.target)]
    return {f"{side}_{key}": value for side, given in sides for key, value in asked(given).items()} | {"equal": list(rule.equal)}


def _plain(rule: Rule) -> ir.InhibitRule:
    source, target = (
        tuple(ir.Matcher(label=each.label, op=each.op, value=each.value) for each in side)  # type: ignore[arg-type]  # generated
        for side in (rule.source, rule.target)
    )
    return ir.InhibitRule(name="", source=source, target=target, equal=rule.equal, at=())


def _silences(rule: ir.InhibitRule, source: Mapping[str, str], target: Mapping[str, str]) -> bool:
    """Tell whether one alert silences another, but for what is on both sides, which is the same in both files."""
    return (
        all(satisfies(each.op, each.value, source.get(each.label, "")) for each in rule.source)
        and all(satisfies(each.op, each.value, target.get(each.label, "")) for each in rule.target)
        and all(source.get(label, "") == target.get(label, "") for label in rule.equal)
    )
