"""Whatever is done to a spec, the compiler answers: no traceback, no hang, nothing written, each mistake with its place and remedy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from fuzz import campaign, guard, verdict
from fuzz.inputs import folders_of
from fuzz.strategies import specs
from fuzz.verdict import Finding, findings
from tocsin.artifact import Texts
from tocsin.cli import main
from tocsin.cli.formats import names
from tocsin.diagnostics import Located
from tocsin.pipeline import Build, build

_WRONG = {"specs/shop/spec.yaml": b"x: 1\n"}
_CORPUS = Path(__file__).parent / "corpus"
_SEED, _RUNS, _COMMANDS = 20_261_121, 400, 25


def test_mutated_specs_are_answered() -> None:
    found = [f"--seed {_SEED} --only {number}: {finding}" for number, finding in campaign.run(_SEED, range(_RUNS))]
    assert not found


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(specs())
def test_specs_made_from_the_types_of_the_language_are_answered(content: bytes) -> None:
    assert not findings({"shop": {"specs/shop/spec.yaml": content}})


@pytest.mark.parametrize("path", sorted(_CORPUS.iterdir()), ids=lambda path: path.name)
def test_what_was_found_once_is_answered(path: Path) -> None:
    assert not findings({"shop": {f"specs/shop/{path.name}": path.read_bytes()}}, thorough=True)


def test_an_input_is_the_same_each_time() -> None:
    assert [folders_of(_SEED, number) for number in range(30)] == [folders_of(_SEED, number) for number in range(30)]
    assert len({str(folders_of(_SEED, number)) for number in range(30)}) > 25


def test_some_mutated_specs_are_sound_so_that_late_passes_are_reached() -> None:
    outcomes = [build(folders_of(_SEED, number)) for number in range(150)]
    assert sum(bool(built.artifacts) for built in outcomes) > 10
    assert len({each.code for built in outcomes for each in built.diagnostics}) > 40


@pytest.mark.parametrize("style", names())
def test_the_command_says_0_or_1_and_writes_nothing(style: str, tmp_path: Path) -> None:
    for number in range(_COMMANDS):
        root = tmp_path / str(number)
        for files in folders_of(_SEED, number).values():
            for name, content in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(content)
        before = sorted(root.rglob("*"))
        result = CliRunner().invoke(main, ["--root", str(root), "check", "--format", style])
        assert result.exit_code in {0, 1}, (number, result.exception, result.output)
        assert result.exception is None or isinstance(result.exception, SystemExit), number
        assert sorted(root.rglob("*")) == before


def _raises(_folders: verdict.Folders) -> Build:
    raise KeyError("x")


def _hangs(_folders: verdict.Folders) -> Build:
    while True:
        pass


def _hides_a_hang(folders: verdict.Folders) -> Build:
    try:
        return _hangs(folders)
    except Exception:  # noqa: BLE001  # what no code of ours may do, and a hang would still be found
        return build(folders)


def _writes(_folders: verdict.Folders) -> Build:
    Path("written").write_text("x")
    return build(_folders)


def _starts_a_program(_folders: verdict.Folders) -> Build:
    os.system("true")  # noqa: S605  # it is stopped before
    return build(_folders)


def _says_nothing(_folders: verdict.Folders) -> Build:
    return Build(compiled=(), artifacts=Texts({}), diagnostics=())


@pytest.mark.parametrize(
    ("sabotaged", "kind"),
    [
        (_raises, "traceback"),
        (_hangs, "hang"),
        (_hides_a_hang, "hang"),
        (_writes, "write"),
        (_starts_a_program, "write"),
        (_says_nothing, "nothing"),
    ],
)
def test_the_fuzzer_sees_what_it_looks_for(sabotaged: object, kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(guard, "SECONDS", 0.1)
    monkeypatch.setattr(verdict, "build", sabotaged)
    found = findings({"shop": {"specs/shop/spec.yaml": b"x: 1"}})
    assert {finding.kind for finding in found} == {kind}
    assert not list(tmp_path.iterdir())


def _unhelpful() -> Iterator[tuple[str, Located]]:
    told = build({"shop": _WRONG}).diagnostics[0]
    yield "no remedy", replace(told, help=" ")
    yield "unexplained", replace(told, code="spec/never-heard-of")
    yield "unreadable", replace(told, message="x y " * 500)
    yield "no place", replace(told, span=replace(told.span, line=99, end_line=99))
    yield "no place", replace(told, span=replace(told.span, column=99))
    yield "no place", replace(told, span=replace(told.span, end_line=99))
    yield "no place", replace(told, span=replace(told.span, file="specs/shop/other.yaml"))


def test_the_fuzzer_sees_a_diagnostic_that_helps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    built = build({"shop": _WRONG})
    for kind, told in _unhelpful():
        monkeypatch.setattr(verdict, "build", lambda _, told=told: replace(built, diagnostics=(told,)))
        assert kind in {finding.kind for finding in findings({"shop": _WRONG})}, told


def test_findings_of_one_fault_are_one() -> None:
    first, second = (Finding(kind="traceback", detail=f"lower/x.py:3 y\nKeyError: '{name}'") for name in "ab")
    assert first.key == second.key
