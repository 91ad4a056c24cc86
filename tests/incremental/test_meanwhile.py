"""What happens while a build runs, by hand or by another build: nothing of it is lost, and nothing of it is taken for built."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from incremental.shop import edit, meant, nothing_changed, run, tree
from tocsin import incremental
from tocsin.output import turn


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
