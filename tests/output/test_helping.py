"""Half of the work on files is done by another process, and by this one where that could not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tocsin.output import helping, staging
from tocsin.output.helping import helped
from tocsin.output.staging import stage


@pytest.fixture(autouse=True)
def _of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helping, "others", lambda: 1)


def test_half_of_the_work_is_done_elsewhere(tmp_path: Path) -> None:
    with helped(lambda: Path(tmp_path, "half").write_text(str(os.getpid())), worthwhile=True):
        pass
    assert Path(tmp_path, "half").read_text() != str(os.getpid())


@pytest.mark.parametrize(("worthwhile", "others"), [(False, 1), (True, 0)])
def test_where_nobody_helps_all_is_done_here(tmp_path: Path, worthwhile: bool, others: int, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    monkeypatch.setattr(helping, "others", lambda: others)
    with helped(lambda: Path(tmp_path, "half").write_text(str(os.getpid())), worthwhile=worthwhile):
        pass
    assert Path(tmp_path, "half").read_text() == str(os.getpid())


def test_where_there_is_no_room_for_another_process_all_is_done_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", full)
    with helped(lambda: Path(tmp_path, "half").write_text(str(os.getpid())), worthwhile=True):
        pass
    assert Path(tmp_path, "half").read_text() == str(os.getpid())


def test_what_stops_the_other_process_is_raised_here(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError), helped(lambda: Path(tmp_path, "file", "half").write_text(""), worthwhile=True):
        Path(tmp_path, "file").touch()


def test_no_process_is_left_behind_by_who_fails() -> None:
    with pytest.raises(ZeroDivisionError), helped(lambda: None, worthwhile=True):
        1 / 0  # noqa: B018
    with pytest.raises(ChildProcessError):
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG)


@pytest.mark.parametrize("linked", [(), ("a/1", "b/c/2")])
def test_a_tree_is_whole_whoever_writes_it(tmp_path: Path, linked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_MANY", 0)
    files = {f"{folder}/{number}": f"{folder} {number}".encode() for folder in ("a", "b", "b/c") for number in range(5)}
    stage(tmp_path / "old", tmp_path, files=files, unchanged=())
    stage(tmp_path / "new", tmp_path / "old", files=files, unchanged=linked)
    for path, content in files.items():
        assert (tmp_path / "new" / path).read_bytes() == content
        assert (tmp_path / "new" / path).samefile(tmp_path / "old" / path) == (path in linked)
