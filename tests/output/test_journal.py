"""What an interrupted replacement has left is finished, and what only looks like it is not done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.output import Plan, plan, sync
from tocsin.output.journal import replace_each

TREE = {"prod/shop/rules.yaml": "groups: []\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository" / "generated"
    root.parent.mkdir()
    assert isinstance(sync(root, TREE), Plan)
    return root


def test_a_journal_that_came_with_a_repository_is_not_followed(root: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "kept").touch()
    state = root.parent / ".tocsin"
    (state / "next").mkdir()
    (state / "next" / "planted").touch()
    (state / "journal").write_text(json.dumps({"written": 0, "live": "../home", "remove": ["kept"]}))
    found = plan(root, TREE)
    assert isinstance(found, Plan)
    assert not found.stale
    assert [path.name for path in home.iterdir()] == ["kept"]
    assert not (state / "journal").exists()
    assert not (state / "next").exists()


@pytest.mark.parametrize("torn", ["", '{"live": "gener', "[]", "null"])
def test_a_journal_that_a_power_cut_has_torn_stops_nothing(root: Path, torn: str) -> None:
    (root.parent / ".tocsin" / "journal").write_text(torn)
    assert isinstance(sync(root, {**TREE, "prod/shop/more.yaml": "groups: []\n"}), Plan)
    assert (root / "prod/shop/more.yaml").exists()


def test_what_links_in_the_place_of_drafts_lead_to_stays(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("kept")
    state = root.parent / ".tocsin"
    (state / "next").symlink_to(outside)
    assert isinstance(sync(root, {"prod/shop/more.yaml": "groups: []\n"}), Plan)
    (state / "journal.draft").symlink_to(outside)
    replace_each(state / "next", root, remove=["prod/shop/more.yaml"])
    assert outside.read_text() == "kept"
    assert not (root / "prod/shop/more.yaml").exists()
