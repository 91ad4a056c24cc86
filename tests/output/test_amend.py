"""Files that are changed alone: only what is found as it was left, and listed so, is written over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.output import Plan, amend, plan, sync

TREE = {"prod/shop/rules/a.yaml": "a: 1\n", "prod/shop/rules/b.yaml": "b: 2\n", "prod/bank/rules/a.yaml": "c: é\n"}
CHANGES = {"prod/shop/rules/a.yaml": ("a: 1\n", "a: é\n"), "prod/bank/rules/a.yaml": ("c: é\n", "c: 4\n")}
ENTRY = hashlib.sha256(b"a: 1\n").hexdigest() + "  rules/a.yaml\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "generated"
    assert isinstance(sync(root, TREE), Plan)
    return root


def contents(root: Path) -> dict[str, bytes]:
    """Return every file, the lists of checksums too."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_files_and_the_lists_that_cover_them_are_changed_together(root: Path) -> None:
    written = amend(root, CHANGES)
    assert written is not None
    assert sorted(written) == sorted([*CHANGES, "prod/shop/SHA256SUMS", "prod/bank/SHA256SUMS"])
    left = plan(root, TREE | {path: new for path, (_, new) in CHANGES.items()})
    assert isinstance(left, Plan)
    assert not left.stale


def relist(root: Path, old: str, new: str) -> None:
    sums = root / "prod/shop/SHA256SUMS"
    assert old in sums.read_text()
    sums.write_text(sums.read_text().replace(old, new))


OTHERWISE: dict[str, Callable[[Path], object]] = {
    "another text": lambda root: (root / "prod/shop/rules/a.yaml").write_text("a: 2\n"),
    "no file": lambda root: (root / "prod/shop/rules/a.yaml").unlink(),
    "no entry in the list": lambda root: relist(root, ENTRY, ""),
    "another checksum in the list": lambda root: relist(root, ENTRY[:64], "0" * 64),
    "two entries in the list": lambda root: relist(root, ENTRY, ENTRY * 2),
    "no list": lambda root: (root / "prod/shop/SHA256SUMS").unlink(),
}


@pytest.mark.parametrize("found", OTHERWISE)
def test_what_is_not_as_it_was_left_stops_all_of_it(root: Path, found: str) -> None:
    OTHERWISE[found](root)
    before = contents(root)
    assert amend(root, CHANGES) is None
    assert contents(root) == before
