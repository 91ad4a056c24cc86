"""Each folder of cases/ compiles to exactly the files that it expects; `--snapshot-update` writes them again."""

from __future__ import annotations

from pathlib import Path

import pytest

from case import Case, all_cases, within
from tocsin.diagnostics import render
from tocsin.discovery import modules
from tocsin.load import load
from tocsin.resolve import resolve
from tocsin.spec.tree import Tree
from tocsin.thresholds import kinds

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


def _tree(case: Case) -> Tree:
    tree = load(case.name, case.specs)
    assert isinstance(tree, Tree)
    return tree


def _mistakes(case: Case) -> str:
    return "\n".join(render(located, case.specs[located.span.file].decode()) for located in case.build().diagnostics)


def _write(case: Case, shown: dict[str, str]) -> None:
    for stale in set(case.goldens()) - set(shown):
        (case.expected / stale).unlink()
    for path, text in shown.items():
        golden: Path = case.expected / path
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
