"""What README shows is what the compiler does."""

from __future__ import annotations

import re

import yaml

from conftest import REPOSITORY
from tocsin.checks import checks
from tocsin.cli import main
from tocsin.diagnostics import render
from tocsin.pipeline import build

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
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


def test_its_numbers_are_not_above_what_there_is() -> None:
    told = re.search(r"more than (\d+) checks", README)
    assert told is not None
    assert len(checks()) > int(told[1])


def test_the_pages_and_commands_that_it_names_exist() -> None:
    pages = re.findall(r"\]\((docs/[^)#]+)\)", README)
    assert pages
    assert not [page for page in pages if not (REPOSITORY / page).is_file()]
    named = set(re.findall(r"`tocsin ([a-z]+)", README))
    assert named
    assert named <= set(main.commands)
