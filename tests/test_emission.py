"""Emitters write the same files alone and in several processes, whatever becomes of those."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator, Sequence

import pytest

from case import all_cases
from forked import Forked
from tocsin import emission, ir
from tocsin.artifact import Artifact
from tocsin.artifact.spool import Spool, Spooled
from tocsin.discovery import modules
from tocsin.emission import emitting


def platforms() -> list[ir.Platform]:
    wanted = {"ladder", "packs", "proofs", "hpa-kserve"}
    found = [compiled.platform for case in all_cases() if case.name in wanted for compiled in case.build().compiled]
    assert len(found) >= 3
    return found


Written = list[list[tuple[str, str, bool, bytes]]]


def told(files: emission.Files) -> Written:
    return [[(file.path, file.text, file.is_object, file.entries) for file in those] for those in files]


def written(estate: Sequence[ir.Platform]) -> Written:
    with emitting(estate) as files:
        return told(files())


def of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emission, "_LARGE", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})


def test_two_processes_write_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    estate = platforms()
    alone = written(estate)
    of_two(monkeypatch)
    assert written(estate) == alone
    assert all(alone)


def test_what_another_process_has_written_waits_outside_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    estate = platforms()
    alone = written(estate)
    of_two(monkeypatch)
    forked = Forked(monkeypatch)
    with emitting(estate) as files:
        forked.await_end()  # it has done everything before anybody asks
        found = files()
    assert all(isinstance(file, Spooled) or file.path == "kustomization.yaml" for those in found for file in those)
    assert told(found) == alone


def test_what_a_killed_process_has_not_written_is_written_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    estate = platforms()
    alone = written(estate)
    of_two(monkeypatch)
    this, taken = os.getpid(), emission._taken  # noqa: SLF001  # where a process takes its work

    def dying(queue: int) -> Iterator[int]:
        for number in taken(queue):
            if os.getpid() != this:
                os.kill(os.getpid(), signal.SIGKILL)
            yield number

    monkeypatch.setattr(emission, "_taken", dying)
    forked = Forked(monkeypatch)
    with emitting(estate) as files:
        forked.await_end()
        assert told(files()) == alone


def test_where_there_is_no_room_for_another_process_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    estate = platforms()
    alone = written(estate)
    of_two(monkeypatch)

    def full() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", full)
    assert written(estate) == alone


def test_where_temporary_files_have_no_room_it_is_told_where(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Artifact, "content", property(full))
    with pytest.raises(OSError, match="No space left on device") as raised:
        Spool().fill([(0, [Artifact("a", "text")])])
    assert raised.value.filename == tempfile.gettempdir()


def test_who_is_not_interested_any_more_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    of_two(monkeypatch)
    forked = Forked(monkeypatch)
    with emitting(platforms()):
        pass
    forked.assert_gone()


@pytest.mark.parametrize("processes", [1, 2])
def test_two_emitters_that_write_one_file_are_a_bug(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if processes > 1:
        of_two(monkeypatch)

    def twice(platform: ir.Platform) -> list[Artifact]:
        del platform
        return [Artifact("rules/one.yaml", "")] * 2

    monkeypatch.setattr(modules("tocsin.emit")[0], "emit", twice)
    with pytest.raises(RuntimeError, match="two emitters write one file"):
        written(platforms())
