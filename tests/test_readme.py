"""What README shows is what the compiler does."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tocsin.diagnostics import render
from tocsin.pipeline import build

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SPEC, RULES = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
ERROR = re.search(r"```\n(error\[.*?)```", README, re.DOTALL)
FILE = "specs/shop/shop.yaml"


def test_its_spec_becomes_the_rules_that_it_shows() -> None:
    built = build({"shop": {FILE: SPEC.encode()}})
    assert built.diagnostics == ()
    text = built.artifacts["default/shop/prometheus/shop-forecast.rules.yaml"]
    generated = [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]
    shown = yaml.safe_load(RULES)
    assert len(shown) == 2
    for rule in shown:
        assert any(rule.items() <= other.items() for other in generated), rule


def test_its_mistake_is_the_one_that_it_shows() -> None:
    assert ERROR is not None
    mistaken = SPEC.replace("warning: 100ms", "warning: 100MiB")
    (located,) = build({"shop": {FILE: mistaken.encode()}}).diagnostics
    assert render(located, mistaken) + "\n" == ERROR[1]
