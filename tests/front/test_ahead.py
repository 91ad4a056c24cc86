"""What another process reads ahead is what this one would have read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from case import all_folders
from forked import Forked
from tocsin import source
from tocsin.cli import ahead
from tocsin.source import Document, Fault

FOLDERS = {
    **all_folders(),
    "faulty": {
        "specs/faulty/a.yaml": b"models: {a: *nothing}\n",
        "specs/faulty/b.yaml": "\ufeffmodels: {b: {known_as: ['x', 1.5, true, null, 123456789012345678]}}\n".encode(),
        "specs/faulty/c.yaml": b"models: &m {c: &c {owner: me}, d: *c}\n",
        "specs/faulty/d.yaml": b"\xff",
    },
}


def told(read: Document | Fault) -> object:
    return repr((read.file, read.text, read.value, read.span(())) if isinstance(read, Document) else read)


@pytest.fixture(autouse=True)
def _of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_LARGE", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})


def test_files_are_read_as_they_are_here(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {name: told(source.parse(name, content)) for files in FOLDERS.values() for name, content in files.items()}
    for wait in (False, True):
        forked = Forked(monkeypatch)
        with ahead.reading(FOLDERS) as parsed:
            if wait:
                forked.await_end()
            there = {name: told(parsed(name, content)) for files in FOLDERS.values() for name, content in files.items()}
        assert there == here
    assert len(here) > 100


def test_what_has_arrived_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {name: content for files in FOLDERS.values() for name, content in files.items()}
    sound = {name: content for name, content in files.items() if isinstance(source.parse(name, content), Document)}
    forked = Forked(monkeypatch)
    with ahead.reading({"all": sound}) as parsed:
        forked.await_end()
        monkeypatch.setattr(source, "parse", None)
        assert all(isinstance(parsed(name, content), Document) for name, content in sound.items())
    assert len(sound) > 100


def test_what_a_killed_process_has_not_read_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    name, content = next((name, content) for files in FOLDERS.values() for name, content in files.items())
    this, parse = os.getpid(), source.parse

    def dying(file: str, content: bytes) -> Document | Fault:
        if os.getpid() != this:
            os.kill(os.getpid(), signal.SIGKILL)
        return parse(file, content)

    monkeypatch.setattr(source, "parse", dying)
    forked = Forked(monkeypatch)
    with ahead.reading(FOLDERS) as parsed:
        forked.await_end()
        assert told(parsed(name, content)) == told(parse(name, content))


def test_where_there_is_no_room_for_another_process_files_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", full)
    name, content = next((name, content) for files in FOLDERS.values() for name, content in files.items())
    with ahead.reading(FOLDERS) as parsed:
        assert told(parsed(name, content)) == told(source.parse(name, content))


def test_no_process_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    forked = Forked(monkeypatch)
    with ahead.reading(FOLDERS):
        pass
    forked.assert_gone()


@pytest.mark.parametrize("command", [("build",), ("build", "--no-cache"), ("check",), ("check", "--format=json")])
def test_files_are_read_while_the_compiler_is_imported(command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    (tmp_path / "specs" / "shop" / "spec.yaml").write_bytes(b"platform: {name: shop}\n")
    program = """if True:
        import sys
        from tocsin.cli import ahead, main
        def reading(folders):
            print(*(name for name in ("pydantic", "yaml", "tocsin.ir", "tocsin.pipeline") if name in sys.modules))
            sys.exit(7)
        ahead.reading = reading
        main()
    """
    ran = subprocess.run([sys.executable, "-c", program, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (7, "\n", "")
