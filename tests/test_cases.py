"""Each folder of cases/ compiles to exactly the files that it expects; `--snapshot-update` writes them again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from case import Case, all_cases, within, write
from conftest import Judge
from tocsin.diagnostics import render
from tocsin.discovery import modules
from tocsin.load import load
from tocsin.resolve import resolve
from tocsin.spec.tree import Tree
from tocsin.thresholds import kinds
from tocsin.verify import verify

_CASES = pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)


@_CASES
def test_a_case_compiles_to_what_it_expects(case: Case, pytestconfig: pytest.Config) -> None:
    assert not case.build().diagnostics, _mistakes(case)
    shown = case.shown()
    if pytestconfig.option.update_snapshots:
        _write(case, shown)
    expected = case.goldens()
    assert sorted(shown) == sorted(expected), "run `make update` and read the difference"
    for path, text in shown.items():
        assert text == expected[path], path


@_CASES
def test_a_case_says_why_it_is_there_and_what_it_shows(case: Case) -> None:
    assert case.reason.endswith("."), f"{case.name}: the first comment is a sentence"
    for wanted in case.shows:
        assert any(within(path, wanted) for path in case.generated()), f"{case.name} shows `{wanted}`, which nothing generates"


def test_every_emitter_is_shown() -> None:
    shown = {
        emitter.__name__.rpartition(".")[2]
        for emitter in modules("tocsin.emit")
        for case in all_cases()
        for platform in case.platforms()
        if any(artifact.path in case.shown() for artifact in emitter.emit(platform))
    }
    assert shown == {emitter.__name__.rpartition(".")[2] for emitter in modules("tocsin.emit")}


def test_every_kind_of_threshold_is_shown() -> None:
    shown = {
        type(threshold).__module__.rpartition(".")[2]
        for case in all_cases()
        if any("rules" in wanted for wanted in case.shows)
        for resolved in resolve(_tree(case))[0]
        for watched in (*resolved.spec.models.values(), *resolved.spec.components.values())
        for threshold in watched.thresholds.values()
    }
    assert shown == set(kinds())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what every case generates, each in a repository of its own."""
    folder = tmp_path_factory.mktemp("cases")
    for case in all_cases():
        write(case.build().artifacts, folder / case.name / "generated")
    return folder


def test_promtool_accepts_every_rule(written: Path, judge: Judge) -> None:
    files = sorted(written.rglob("prometheus/*.rules.yaml"))
    done = _run(judge("promtool"), "check", "rules", "--lint=all", "--lint-fatal", *files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("SUCCESS") == len(files) > 0


def test_promtool_accepts_every_scrape_job(written: Path, judge: Judge) -> None:
    files = sorted(written.rglob("prometheus/scrape_configs.yaml"))
    # Only the syntax: the secrets that they name are where Prometheus runs.
    done = _run(judge("promtool"), "check", "config", "--syntax-only", "--lint=all", "--lint-fatal", *files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("SUCCESS") == len(files) > 0


def test_amtool_accepts_every_configuration(written: Path, judge: Judge) -> None:
    files = sorted(written.rglob("alertmanager/alertmanager.yaml"))
    done = _run(judge("amtool"), "check-config", *files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Checking ") == len(files) > 0


@_CASES
def test_our_own_judges_accept_every_case(case: Case, written: Path, judge: Judge) -> None:
    tools = written / case.name / ".tools" / "bin"
    tools.mkdir(parents=True)
    for program in ("promtool", "amtool"):
        (tools / program).symlink_to(judge(program))
    verdict = verify(written / case.name, case.platforms(), allow_missing=False)
    assert not verdict.complaints
    assert verdict.passed


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _tree(case: Case) -> Tree:
    tree = load(case.specs)
    assert isinstance(tree, Tree)
    return tree


def _mistakes(case: Case) -> str:
    return "\n".join(render(located, case.specs[located.span.file].decode()) for located in case.build().diagnostics)


def _write(case: Case, shown: dict[str, str]) -> None:
    for stale in set(case.goldens()) - set(shown):
        (case.expected / stale).unlink()
    write(shown, case.expected)
