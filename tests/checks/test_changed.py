"""`tocsin check --changed`: what a branch touches is reported, with everything else as its context."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from command import tocsin
from repository import git

_BASE = """\
platform: {name: shop, namespace: ml}
metrics: {load: {series: load_ratio, type: gauge, unit: ratio}}
"""
_MODEL = """\
models:
  chat:
    thresholds:
      load: {above: 90%, for: 5m}
      old: {metric: gone, above: 90%, for: 5m}
"""


def _write(root: Path, name: str, text: str) -> None:
    path = root / "specs" / "shop" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _check(root: Path, reference: str = "main") -> Result:
    return tocsin(root, "check", "--changed", reference)


@pytest.fixture(params=[".", "inner folder"])
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return a repository, or a folder in one, whose branch `work` left `main` at a spec with an old mistake."""
    root = tmp_path / str(request.param)
    root.mkdir(exist_ok=True)
    git(tmp_path, "init")
    _write(root, "base.yaml", _BASE)
    _write(root, "modèle.yaml", _MODEL)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "a")
    git(tmp_path, "checkout", "-b", "work")
    return root


def test_what_was_there_before_is_counted_and_not_shown(root: Path) -> None:
    done = _check(root)
    assert done.exit_code == 0, done.output
    assert "1 more that did not change" in done.output


def test_what_is_on_a_new_line_is_shown(root: Path) -> None:
    _write(root, "modèle.yaml", _MODEL + "      new: {metric: gone, above: 91%, for: 5m}\n")
    done = _check(root)
    assert done.exit_code == 1
    assert "modèle.yaml:6:" in done.output
    assert "modèle.yaml:5:" not in done.output


def test_an_old_mistake_on_a_line_that_was_touched_is_shown(root: Path) -> None:
    _write(root, "modèle.yaml", _MODEL.replace("old: {metric: gone, above: 90%", "old: {metric: gone, above: 95%"))
    assert "modèle.yaml:5:" in _check(root).output


def test_an_old_mistake_that_moved_is_not_shown(root: Path) -> None:
    _write(root, "modèle.yaml", f"# one line more\n{_MODEL}")
    assert _check(root).exit_code == 0


def test_what_a_change_breaks_elsewhere_is_shown_there(root: Path) -> None:
    _write(root, "base.yaml", _BASE.replace("load:", "load_share:"))
    done = _check(root)
    assert done.exit_code == 1
    assert "modèle.yaml:4:" in done.output


def test_a_new_file_is_new_as_a_whole(root: Path) -> None:
    _write(root, "more.yaml", "models: {code: {thresholds: {none: {above: 1}}}}\n")
    assert "more.yaml:1:" in _check(root).output


def test_what_was_committed_on_the_branch_counts_and_what_came_to_main_since_does_not(root: Path) -> None:
    _write(root, "more.yaml", "models: {code: {thresholds: {none: {above: 1}}}}\n")
    git(root, "add", ".")
    git(root, "commit", "-m", "b")
    git(root, "checkout", "main")
    _write(root, "modèle.yaml", _MODEL.replace("old:", "older:"))
    git(root, "commit", "-am", "c")
    git(root, "checkout", "work")
    done = _check(root)
    assert "more.yaml:1:" in done.output
    assert "modèle.yaml" not in done.output


def test_what_a_policy_has_asked_before_is_old(root: Path) -> None:
    policy = "policies: {called: {message: Say who is called, platforms: {owner: {matches: .+}}}}\n"
    (root / "specs" / "policy.yaml").write_text(policy, encoding="utf-8")
    git(root, "add", ".")
    git(root, "commit", "-m", "b")
    git(root, "branch", "asked")
    _write(root, "more.yaml", "metrics: {}\n")
    done = _check(root, "asked")
    assert done.exit_code == 0, done.output
    assert "2 more that did not change" in done.output


def test_a_reference_that_is_not_there_is_no_clean_result(root: Path) -> None:
    done = _check(root, "no-such-branch")
    assert done.exit_code == 2
    assert "`origin/main`" in done.output


def test_a_reference_that_looks_like_an_option_is_none(root: Path) -> None:
    assert _check(root, "--output=stolen").exit_code == 2
    assert not (root / "stolen").exists()


def test_outside_of_a_repository_there_is_no_clean_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    _write(tmp_path, "base.yaml", _BASE)
    assert _check(tmp_path).exit_code == 2


def test_an_old_mistake_that_hides_what_has_changed_is_no_clean_result(root: Path) -> None:
    _write(root, "modèle.yaml", _MODEL.replace("above: 90%, for: 5m}\n      old", "abov: 90%, for: 5m}\n      old"))
    git(root, "commit", "-am", "b")
    git(root, "checkout", "-b", "more")
    _write(root, "more.yaml", "components: {node: {thresholds: {load: {above: 80s, for: 5m}}}}\n")
    done = _check(root, "work")
    assert done.exit_code == 1, done.output
    assert "`abov`" in done.output
    assert "it is not new, but keeps the checks from what has changed" in done.output


def test_a_file_that_does_not_read_hides_what_has_changed_beside_it(root: Path) -> None:
    _write(root, "modèle.yaml", "models: {chat: [}\n")
    git(root, "commit", "-am", "b")
    git(root, "checkout", "-b", "more")
    _write(root, "more.yaml", "components: {node: {treshold: {}}}\n")
    assert _check(root, "work").exit_code == 1


def test_what_was_taken_away_is_a_change_too(root: Path) -> None:
    _write(root, "broken.yaml", "models: {chat: [}\n")
    git(root, "add", ".")
    git(root, "commit", "-m", "b")
    git(root, "checkout", "-b", "more")
    (root / "specs" / "shop" / "modèle.yaml").unlink()
    assert _check(root, "work").exit_code == 1


def test_an_old_mistake_of_another_platform_stops_nobody_and_is_said(root: Path) -> None:
    _write(root, "../other/other.yaml", "platform: {name: other, namespace: ml, ownr: me}\n")
    git(root, "add", ".")
    git(root, "commit", "-m", "b")
    git(root, "checkout", "-b", "more")
    _write(root, "base.yaml", f"# one line more\n{_BASE}")
    done = _check(root, "work")
    assert done.exit_code == 0, done.output
    assert "was not judged, because of old mistakes in specs/other" in done.output


def test_who_changes_nothing_is_not_stopped_by_an_old_mistake(root: Path) -> None:
    _write(root, "modèle.yaml", "models: {chat: [}\n")
    git(root, "commit", "-am", "b")
    git(root, "checkout", "-b", "more")
    assert _check(root, "work").exit_code == 0
