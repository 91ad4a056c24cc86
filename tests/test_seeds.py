"""The five documents that the project began with: every item of the inventory is in the generated tree, or it is said why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seeds.claims import Table, Tree, table
from tocsin.pipeline import build

_ROOT = Path(__file__).parents[1]
_TABLES = {
    "ecommerce": range(1, 65),
    "toxicity": range(65, 98),
    "ml-infrastructure": range(98, 124),
    "llm-platform": range(124, 161),
    "model-lifecycle": range(161, 191),
}


@pytest.fixture(scope="session")
def built() -> Tree:
    """Return the tree that the specs of the documents compile to."""
    folders = {
        name: {path.relative_to(_ROOT).as_posix(): path.read_bytes() for path in sorted((_ROOT / "specs" / name).glob("*.yaml"))}
        for name in _TABLES
    }
    outcome = build(folders)
    assert [found for found in outcome.diagnostics if found.severity == "error"] == []
    return outcome.artifacts


def _claims() -> Iterator[Any]:
    for name in _TABLES:
        items = table(name)
        for index, (number, claim) in enumerate(items.claims()):
            yield pytest.param(items, claim, id=f"{number}-{index}")


@pytest.mark.parametrize("name", _TABLES)
def test_every_number_of_the_document_is_accounted_for(name: str) -> None:
    assert sorted(table(name).items) == list(_TABLES[name])


@pytest.mark.parametrize("name", _TABLES)
def test_what_is_not_expressed_has_a_reason(name: str) -> None:
    assert [number for number, reason in table(name).unclaimed().items() if len(reason) < 10] == []


@pytest.mark.parametrize(("items", "claim"), tuple(_claims()))
def test_an_item_is_in_the_generated_tree(items: Table, claim: dict[str, Any], built: Tree) -> None:
    assert items.fault(built, claim) == ""


@pytest.mark.parametrize("name", _TABLES)
def test_every_word_of_a_claim_counts(name: str, built: Tree) -> None:
    items = table(name)
    for number, claim in items.claims():
        for key in claim.keys() - {"in"}:
            wrong: object = ["nowhere"] if key == "at" else "e" if key == "lacks" else "this stands nowhere"
            assert items.fault(built, {**claim, key: wrong}), (number, key)
