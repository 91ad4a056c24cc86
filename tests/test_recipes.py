"""Every recipe of docs/recipes.md compiles without a finding, and what it is said to become is in what it becomes."""

from __future__ import annotations

import re

import pytest
import yaml

from conftest import REPOSITORY
from tocsin.diagnostics import render
from tocsin.folders import COMMON
from tocsin.pipeline import build

_BLOCKS = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
FIRST, *SECTIONS = re.split(r"^### ", (REPOSITORY / "docs/recipes.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
(PLATFORM,) = _BLOCKS.findall(FIRST)
RECIPES = {section.partition("\n")[0]: _BLOCKS.findall(section) for section in SECTIONS}


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_becomes_what_it_says(recipe: str) -> None:
    shared = [block for block in RECIPES[recipe] if block.startswith(f"# specs/{COMMON}\n")]
    spec, *shown = [block for block in RECIPES[recipe] if block not in shared]
    whole = yaml.safe_dump(merged(yaml.safe_load(PLATFORM), yaml.safe_load(spec)), sort_keys=False)
    without, with_it = built(PLATFORM), built(whole, *shared)
    assert with_it != without
    made = [document for path, text in with_it.items() if path.endswith(".yaml") for document in yaml.safe_load_all(text)]
    for part in shown:
        wanted = yaml.safe_load(part)
        for each in wanted if isinstance(wanted, list) else [wanted]:
            assert any(contains(document, each) for document in made), each


def built(spec: str, shared: str = "") -> dict[str, str]:
    beside = {COMMON: {f"specs/{COMMON}": shared.encode()}} if shared else {}
    result = build({"shop": {"specs/shop/shop.yaml": spec.encode()}, **beside})
    assert [render(each, spec) for each in result.diagnostics] == []
    return dict(result.artifacts.items())


def merged(spec: object, more: object) -> object:
    """Add to a spec what the recipe says."""
    if not (isinstance(spec, dict) and isinstance(more, dict)):
        return more
    return {**spec, **{key: merged(spec.get(key), value) for key, value in more.items()}}


def contains(made: object, shown: object) -> bool:
    """Tell whether what is shown is the object, or stands somewhere in it."""
    below = made.values() if isinstance(made, dict) else made if isinstance(made, list) else ()
    return is_part(made, shown) or any(contains(each, shown) for each in below)


def is_part(made: object, shown: object) -> bool:
    """Tell whether the object has all that is shown of it; of a list any items, in any order."""
    if isinstance(shown, dict):
        return isinstance(made, dict) and all(key in made and is_part(made[key], value) for key, value in shown.items())
    if isinstance(shown, list):
        return isinstance(made, list) and all(any(is_part(each, item) for each in made) for item in shown)
    return bool(made == shown)
