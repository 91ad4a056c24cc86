"""Emitters write the same files alone and in several processes, whatever becomes of those."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

import pytest

from case import all_cases
from tocsin import emission, ir
from tocsin.discovery import modules
from tocsin.emission import emitting


def platforms() -> list[ir.Platform]:
    wanted = {"ladder", "packs", "proofs", "hpa-kserve"}
    found = [compiled.platform for case in all_cases() if case.name in wanted for compiled in case.build().compiled]
    assert len(found) >= 3
    return found


def written(platforms: Sequence[ir.Platform]) -> emission.Files:
    with emitting(platforms) as files:
        return files()


def of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emission, "_processes", lambda _platforms: 2)


def test_two_processes_write_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    estate = platforms()
    alone = written(estate)
    of_two(monkeypatch)
    assert written(estate) == alone
    assert all(alone)


def dying(_task: object) -> tuple[ir.Artifact, ...]:
    os.kill(os.getpid(), signal.SIGKILL)
    return ()


def test_what_a_killed_process_has_not_written_is_written_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    estate = platforms()
    alone = written(estate)
    of_two(monkeypatch)
    monkeypatch.setattr(emission, "_of_shared", dying)
    assert written(estate) == alone


@pytest.mark.parametrize("processes", [1, 2])
def test_two_emitters_that_write_one_file_are_a_bug(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emission, "_processes", lambda _platforms: processes)

    def twice(platform: ir.Platform) -> list[ir.Artifact]:
        del platform
        return [ir.Artifact("rules/one.yaml", "")] * 2

    monkeypatch.setattr(modules("tocsin.emit")[0], "emit", twice)
    with pytest.raises(RuntimeError, match="two emitters write one file"):
        written(platforms())
