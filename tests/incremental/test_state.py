"""What the last build has left: whatever happens to it, to the specs or to what was generated, the next build writes what they say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from incremental.shop import edit, meant, nothing_changed, run, tree
from repository import git

KILLS = Path(__file__).with_name("kill_builds.py")


def test_a_build_that_is_killed_anywhere_after_an_edit_is_made_good_by_the_next(root: Path) -> None:
    result = subprocess.run([sys.executable, KILLS, root], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    seen = json.loads(result.stdout)
    assert min(seen.values()) > 2, seen


def _copied(root: Path) -> None:
    other = root.parent / "other"
    shutil.copytree(root, other)
    edit(other, "above: 30", "above: 31")
    assert run("--root", str(other), "build").exit_code == 0
    shutil.rmtree(root / ".tocsin")
    shutil.copytree(other / ".tocsin", root / ".tocsin")


def _moved(root: Path) -> None:
    copy = root.parent / "copy"
    shutil.copytree(root, copy)
    shutil.rmtree(root)
    copy.rename(root)
    os.chdir(root)


def _unwritable(*names: str) -> Callable[[Path], None]:
    def spoilt(root: Path) -> None:
        for name in names:
            path = root / ".tocsin" / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            (path / "in the way").mkdir(parents=True)

    return spoilt


def _older(root: Path) -> None:
    """Set all clocks back by a day, as far as anybody can."""
    for path in (*root.rglob("*"), root):
        os.utime(path, (time.time() - 86_400,) * 2)


def _earlier(root: Path) -> None:
    """Leave the state of an earlier build."""
    kept = {path: path.read_bytes() for path in (root / ".tocsin").iterdir() if path.is_file()}
    edit(root, "above: 30", "above: 33")
    assert run("build").exit_code == 0
    for path, content in kept.items():
        path.write_bytes(content)


def _pages(spoil: Callable[[Path], object]) -> Callable[[Path], None]:
    def spoilt(root: Path) -> None:
        pages = list((root / ".tocsin/pages").iterdir())
        assert pages
        for page in pages:
            spoil(page)

    return spoilt


HAPPENED: dict[str, Callable[[Path], None]] = {
    "nothing": lambda _: None,
    "the state of another repository": _copied,
    "the state of an earlier build": _earlier,
    "a copy in the place of the repository": _moved,
    "what it read cannot be kept": _unwritable("specs"),
    "what pages are composed of is lost": _pages(Path.unlink),
    "what pages are composed of is cut off": _pages(lambda page: page.write_bytes(page.read_bytes()[:9])),
    "what pages are composed of cannot be kept": _unwritable("pages"),
    "its stamp cannot be kept": _unwritable("built"),
    "neither can be kept": _unwritable("specs", "built"),
    "clocks that are set back": _older,
}


@pytest.mark.parametrize("what", HAPPENED)
def test_the_next_builds_write_what_the_specs_say(root: Path, what: str) -> None:
    HAPPENED[what](root)
    for old, new in (("warning: 10", "warning: 11"), ("critical: 20", "critical: 22"), ("critical: 22", "critical: 21")):
        edit(root, old, new)
        assert run("check").exit_code == 0
        assert run("build").exit_code == 0
        assert tree(root) == meant(root)


def _led_outside(path: Path, outside: Path) -> None:
    """Put a link in the place of `path`, as a repository may bring one."""
    if path.is_dir():
        outside.mkdir()
        (outside / "kept").touch()
        shutil.rmtree(path)
    else:
        outside.write_text("kept")
        path.unlink(missing_ok=True)
    path.symlink_to(outside)


def _kept(outside: Path) -> bool:
    return outside.read_text() == "kept" if outside.is_file() else [path.name for path in outside.iterdir()] == ["kept"]


@pytest.mark.parametrize("name", ["specs", "specs.draft", "pages", "pages/*"])
def test_what_a_link_in_its_place_leads_to_stays(root: Path, name: str) -> None:
    outside = root.parent / "outside"
    _led_outside(next((root / ".tocsin").glob(name), root / ".tocsin" / name), outside)
    edit(root)
    assert run("build").exit_code == 0
    assert _kept(outside)
    assert tree(root) == meant(root)


@pytest.mark.parametrize("name", [".tocsin", ".tocsin/lock", ".tocsin/turn"])
def test_a_link_in_the_place_of_what_is_locked_is_told(root: Path, name: str) -> None:
    outside = root.parent / "outside"
    _led_outside(root / name, outside)
    edit(root)
    with pytest.raises(OSError, match=name):
        run("build")
    assert _kept(outside)


def test_specs_that_a_link_leads_to_are_built_every_time(root: Path) -> None:
    (root / "specs/shop").rename(root / "elsewhere")
    (root / "specs/shop").symlink_to(root / "elsewhere")
    edit(root)
    assert run("build").exit_code == 0
    assert not nothing_changed(root)
    assert tree(root) == meant(root)


def test_another_branch_is_built_as_it_is(root: Path) -> None:
    git(root, "init", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-m", "main")
    git(root, "checkout", "-b", "other")
    edit(root)
    assert run("build").exit_code == 0
    git(root, "commit", "-am", "other")
    for branch in ("main", "other", "main"):
        git(root, "checkout", branch)
        assert run("build").exit_code == 0
        assert tree(root) == meant(root)
    git(root, "checkout", "other", "--", "generated")
    edit(root, "above: 30", "above: 31")
    run("build")
    assert tree(root) == meant(root)
