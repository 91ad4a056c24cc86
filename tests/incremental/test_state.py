"""What the last build has left: whatever happens to it, to the specs or to what was generated, the next build writes what they say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tocsin import incremental
from tocsin.cli import main
from tocsin.output import turn

KILLS = Path(__file__).with_name("kill_builds.py")
SPEC = """platform: {name: shop, namespace: shop, runbooks: "https://docs.example.org/<< alert >>"}
metrics:
  queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}
models:
  forecast: {thresholds: {queue: {above: {warning: 10, critical: 20}, no_data: false}}}
  ranking: {thresholds: {queue: {above: 30, no_data: false}}}
"""


def built(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (root / "specs/shop").mkdir(parents=True)
    (root / "specs/shop/shop.yaml").write_text(SPEC)
    monkeypatch.chdir(root)
    assert run("build").exit_code == 0
    return root


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return built(tmp_path / "shop", monkeypatch)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments], catch_exceptions=False)


def edit(root: Path, old: str = "warning: 10", new: str = "warning: 11") -> None:
    path = root / "specs/shop/shop.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def tree(root: Path) -> dict[str, bytes]:
    folder = root / "generated"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def meant(root: Path) -> dict[str, bytes]:
    """Return what a build of the specs writes that knows of no other."""
    fresh = root.parent / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(root / "specs", fresh / "specs")
    assert run("--root", str(fresh), "build", "--no-cache").exit_code == 0
    return tree(fresh)


def nothing_changed(root: Path) -> bool:
    """Tell whether the command would say so, before it imports the compiler."""
    asked = "import sys; from tocsin import unchanged; sys.exit(unchanged.said('.') is None)"
    return subprocess.run([sys.executable, "-c", asked], cwd=root, check=False).returncode == 0


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
            (root / ".tocsin" / name).unlink()
            (root / ".tocsin" / name / "in the way").mkdir(parents=True)

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


HAPPENED: dict[str, Callable[[Path], None]] = {
    "nothing": lambda _: None,
    "the state of another repository": _copied,
    "the state of an earlier build": _earlier,
    "a copy in the place of the repository": _moved,
    "what it read cannot be kept": _unwritable("specs"),
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


def test_specs_that_a_link_leads_to_are_built_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = built(tmp_path / "shop", monkeypatch)
    (root / "specs/shop").rename(root / "elsewhere")
    (root / "specs/shop").symlink_to(root / "elsewhere")
    edit(root)
    assert run("build").exit_code == 0
    assert not nothing_changed(root)
    assert tree(root) == meant(root)


def test_another_branch_is_built_as_it_is(root: Path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "main")
    git("checkout", "-b", "other")
    edit(root)
    assert run("build").exit_code == 0
    git("commit", "-am", "other")
    for branch in ("main", "other", "main"):
        git("checkout", branch)
        assert run("build").exit_code == 0
        assert tree(root) == meant(root)
    git("checkout", "other", "--", "generated")
    edit(root, "above: 30", "above: 31")
    run("build")
    assert tree(root) == meant(root)


def _while_it_runs(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen once, after the specs of the next build were read."""
    known, once = incremental.amended, iter([happens])

    def found(*arguments: object) -> object:
        for each in once:
            each()
        return known(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(incremental, "amended", found)


SAVED: dict[str, Callable[[Path], object]] = {
    "a spec": lambda root: edit(root, "above: 30", "above: 31"),
    "the spec that was edited": lambda root: edit(root, "warning: 11", "warning: 12"),
    "a new spec": lambda root: (root / "specs/shop/more.yaml").write_text("models: {more: {thresholds: {queue: {above: 1}}}}\n"),
    "a policy": lambda root: (root / "specs/policy.yaml").write_text("policies: {}\n"),
}


@pytest.mark.parametrize("what", SAVED)
def test_what_is_saved_while_a_build_runs_is_built_by_the_next(root: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    _while_it_runs(monkeypatch, lambda: SAVED[what](root))
    edit(root)
    assert run("build").exit_code == 0
    assert not nothing_changed(root)
    assert run("build").exit_code == 0
    assert tree(root) == meant(root)


def test_a_spec_that_is_gone_when_the_build_ends_is_missed_by_the_next(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = root / "specs/shop/more.yaml"
    more.write_text("models: {more: {thresholds: {queue: {above: 1, no_data: false}}}}\n")
    assert run("build").exit_code == 0
    _while_it_runs(monkeypatch, more.unlink)
    edit(root)
    assert run("build").exit_code == 0
    assert not nothing_changed(root)
    assert run("build").exit_code == 0
    assert tree(root) == meant(root)


MINE: dict[str, str] = {
    "a file that the build writes": "prometheus/shop-forecast.rules.yaml",
    "a file that it does not": "prometheus/shop-ranking.rules.yaml",
}


@pytest.mark.parametrize("file", MINE)
@pytest.mark.parametrize("early", [True, False], ids=["before", "while it runs"])
def test_what_is_edited_by_hand_is_never_taken_for_generated(
    root: Path, monkeypatch: pytest.MonkeyPatch, file: str, *, early: bool
) -> None:
    path = root / "generated/default/shop" / MINE[file]

    def by_hand() -> None:
        path.write_text(f"{path.read_text()}# mine\n")

    if early:
        by_hand()
    else:
        _while_it_runs(monkeypatch, by_hand)
    edit(root)
    run("build")
    assert not nothing_changed(root)
    again = run("build")
    assert again.exit_code == 1
    assert f"{MINE[file]} was edited by hand" in again.output
    assert path.read_text().endswith("# mine\n")


@pytest.fixture
def begun(root: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Give a function that begins a build in another process."""
    running: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen([sys.executable, "-m", "tocsin", "build"], cwd=root, stdout=subprocess.DEVNULL))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def test_a_build_waits_for_the_one_that_runs_and_reads_the_specs_then(root: Path, begun: Callable[[], subprocess.Popen[bytes]]) -> None:
    with turn(root / "generated"):
        edit(root)
        second = begun()
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(2)
        edit(root, "warning: 11", "warning: 12")
    assert second.wait(60) == 0
    assert tree(root) == meant(root)


def test_builds_at_once_leave_what_the_specs_say(root: Path, begun: Callable[[], subprocess.Popen[bytes]]) -> None:
    for limit in range(11, 15):
        edit(root, f"warning: {limit - 1}", f"warning: {limit}")
        edit(root, f"above: {limit + 19}", f"above: {limit + 20}")
        processes = [begun() for _ in range(3)]
        assert [process.wait(60) for process in processes] == [0, 0, 0]
        assert tree(root) == meant(root)
