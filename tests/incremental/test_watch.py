"""`--watch`: a command goes on as if it were typed after each save, until Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from conftest import REPOSITORY
from incremental.shop import SPEC, edit, meant, tree

DONE = "watching specs/ until Ctrl-C"
PATIENCE_SECONDS = 60


class Watch:
    """A command that watches, and what it says."""

    def __init__(self, root: Path, *command: str, compiler: Path) -> None:
        arguments = [sys.executable, "-m", "tocsin", "--root", str(root), *command, "--watch"]
        environment = {**os.environ, "PYTHONPATH": str(compiler)}
        # What runs in the background of a script ignores Ctrl-C, and so does all that it starts: a handler is not inherited.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(
            arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        signal.signal(signal.SIGINT, before)
        self._lines: Queue[str] = Queue()
        self.reader = Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line.rstrip("\n"))

    def said(self, end: str = DONE) -> list[str]:
        """Wait until it says `end`, and return all before that."""
        said = []
        while (line := self._lines.get(timeout=PATIENCE_SECONDS)) != end:
            said.append(line)
        return said

    @property
    def quiet(self) -> bool:
        """Tell whether it has said nothing that was not asked for."""
        return self._lines.empty()


@contextmanager
def watching(root: Path, *command: str, compiler: Path = REPOSITORY / "compiler") -> Iterator[Watch]:
    watch = Watch(root, *command, compiler=compiler)
    try:
        yield watch
    finally:
        with suppress(ProcessLookupError):
            os.killpg(watch.process.pid, signal.SIGKILL)
        watch.process.wait()
        watch.reader.join()


def test_a_save_is_built_and_a_mistake_is_told(root: Path) -> None:
    with watching(root, "build") as watch:
        assert "files in" in watch.said()[-1]
        edit(root, "warning: 10", "warning: 11")
        assert "files, 6 written" in watch.said()[0]
        assert tree(root) == meant(root)
        edit(root, "warning: 11", "warning: 11s")
        assert watch.said()[-1] == "1 mistake; nothing was written"
        edit(root, "warning: 11s", "warning: 12")
        assert "files, 6 written" in watch.said()[0]
        assert tree(root) == meant(root)
        assert watch.quiet


def test_what_is_no_edit_of_a_spec_is_nothing(root: Path) -> None:
    with watching(root, "check") as watch:
        assert watch.said() == ["no mistakes in 1 platform"]
        (root / "notes.txt").write_text("not a spec")
        edit(root, "warning: 10", "warning: 40")  # graver than critical
        assert watch.said()[-1].startswith("1 mistake")
        assert watch.quiet


def test_specs_that_appear_are_compiled(tmp_path: Path) -> None:
    with watching(tmp_path, "build") as watch:
        assert "there is no folder" in watch.said()[0]
        (tmp_path / "specs/shop").mkdir(parents=True)
        (tmp_path / "specs/shop/shop.yaml").write_text(SPEC)
        while "files in" not in (said := watch.said())[-1]:  # the folders were there before the file
            assert "nothing to compile" in said[-1]


def test_it_ends_with_ctrl_c_and_leaves_nothing_running(root: Path) -> None:
    with watching(root, "build") as watch:
        watch.said()
        os.killpg(watch.process.pid, signal.SIGINT)  # what a terminal does
        assert watch.process.wait(PATIENCE_SECONDS) == 0
        assert watch.quiet
        with pytest.raises(ProcessLookupError):
            os.killpg(watch.process.pid, 0)


def test_it_ends_with_ctrl_c_in_the_middle_of_a_build(root: Path) -> None:
    with (root / ".tocsin/turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # what a build waits for
        with watching(root, "build") as watch:
            time.sleep(2)
            os.killpg(watch.process.pid, signal.SIGINT)
            assert watch.process.wait(PATIENCE_SECONDS) == 0
            assert watch.quiet


def test_a_compiler_that_has_changed_is_started_again(root: Path, tmp_path: Path) -> None:
    compiler = tmp_path / "compiler"
    shutil.copytree(REPOSITORY / "compiler", compiler, ignore=shutil.ignore_patterns("__pycache__"))
    with watching(root, "build", compiler=compiler) as watch:
        watch.said()
        module = compiler / "tocsin/cli/watching.py"
        module.write_text(module.read_text().replace(DONE, "watching with the new one"))
        edit(root, "warning: 10", "warning: 11")
        watch.said("watching with the new one")
    assert "above 11" in (root / "generated/default/shop/runbooks/QueueHigh.md").read_text()
