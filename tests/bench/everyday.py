"""What tocsin's users do all day with W(N): build again, change one model, check, prove."""

from __future__ import annotations

import contextlib
import math
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import tocsin_spec
from bench.contenders import TOCSIN, fresh, tocsin
from bench.timing import Repeated, Run, RunError, environment, median, run

YAML: Final = 'python -c "import yaml"'
PYDANTIC: Final = "import pydantic"
COLD: Final = "build, cold"
WITH_PROOFS: Final = "build, cold, with a proof of every alert"
NOTHING: Final = "build, nothing has changed"
ONE_MODEL: Final = "build, one model has changed"
ONE_SAVED: Final = "build --watch, one model is saved"
CHECK: Final = "check, of everything"
CHECK_CHANGED: Final = "check --changed, one file has changed"
PROVE: Final = "prove, nothing is proved yet"
PROVE_NOTHING: Final = "prove, nothing has changed"
PROVE_ONE: Final = "prove, one model has changed"

_SAVES: Final = 6
_REPOSITORY: Final = Path(__file__).parents[2]
_COMPILER: Final = _REPOSITORY / "compiler"
_JUDGES: Final = _REPOSITORY / ".tools" / "bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Everyday:
    """One thing that is done every day, and how long it takes at one N."""

    name: str
    count: int
    figures: Run


def everyday(folder: Path, count: int, *, runs: int, proofs: bool, say: Callable[[str], None]) -> list[Everyday]:
    """Do everything `runs` times with the W(`count`) that is in `folder`; `proofs`: what proves is done too, once.

    Raises:
        RunError: something failed.
    """
    days = _Days(folder / TOCSIN, count)
    steps: list[tuple[str, Callable[[], Run]]] = [
        (YAML, lambda: days.python("import yaml")),
        (PYDANTIC, lambda: days.python("import pydantic")),
        (COLD, days.cold),
        (NOTHING, days.build_again),
        (ONE_MODEL, days.build_after_a_change),
        (ONE_SAVED, days.saved),
        (CHECK, lambda: days.tocsin("check", "--no-cache")),
        (CHECK_CHANGED, days.check_changed),
    ]
    repeated = {name: Repeated() for name, _ in steps}
    for number in range(-1, runs):
        for name, step in steps:
            repeated[name].add(step, warm_up=number < 0)
    figures = {name: median(each.runs) for name, each in repeated.items()}
    if proofs:
        figures.update(_proved(folder, count))
    for name, found in figures.items():
        say(f"W({count}) {name}: {found.seconds:.3f} s")
    return [Everyday(name=name, count=count, figures=found) for name, found in figures.items()]


def _proved(folder: Path, count: int) -> dict[str, Run]:
    tocsin_spec.write(folder / "proved" / TOCSIN, count, proofs=True)
    days = _Days(folder / "proved" / TOCSIN, count)
    figures = {WITH_PROOFS: days.cold(), PROVE: days.tocsin("prove"), PROVE_NOTHING: days.tocsin("prove")}
    days.build_after_a_change()
    return {**figures, PROVE_ONE: days.tocsin("prove")}


class _Lines:
    """What a process says on its standard error, a line each time that it has done something."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def await_next(self) -> None:
        """Wait for the next line.

        Raises:
            RunError: the process has ended.
        """
        if self._process.stderr is None or not self._process.stderr.readline():
            raise RunError("the process that watched has ended")

    def close(self) -> None:
        """End the process, also where Ctrl-C is ignored: in the background of a script."""
        self._process.terminate()


class _Days:
    """A repository with the specs of W(N), of which one model is edited again and again."""

    def __init__(self, root: Path, count: int) -> None:
        self._root = root
        self._file = root / "specs" / "w" / f"team-{(count - 1) // 20:05d}.yaml"
        self._committed = self._file.read_text(encoding="utf-8")
        self._edits = 0
        self._built = -1
        self._environment = environment(_COMPILER)
        self._environment["PATH"] = f"{_JUDGES}:{self._environment['PATH']}"
        shutil.rmtree(root / ".git", ignore_errors=True)
        (root / ".gitignore").write_text("generated/\n.tocsin/\n", encoding="utf-8")
        identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgsign=false")
        for command in (("init", "--quiet"), ("add", "."), (*identity, "commit", "--quiet", "--message=W")):
            subprocess.run(("git", *command), cwd=root, check=True)

    def python(self, statement: str) -> Run:
        return run((sys.executable, "-c", statement), directory=self._root, environment=self._environment)

    def tocsin(self, *arguments: str) -> Run:
        return run(tocsin(*arguments), directory=self._root, environment=self._environment)

    def cold(self) -> Run:
        fresh(self._root.parent, TOCSIN)
        return self.build()

    def build(self) -> Run:
        self._built = self._edits
        return self.tocsin("build")

    def build_again(self) -> Run:
        """Build what is built: a cold build that takes long is done once, and a check since then has left an edit."""
        if self._built != self._edits:
            self.build()
        return self.build()

    def build_after_a_change(self) -> Run:
        self._edit()
        return self.build()

    def saved(self) -> Run:
        """Return how long it takes from the second save on until a build that watches has said that it is done."""
        process = subprocess.Popen(
            tocsin("build", "--watch"),
            cwd=self._root,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        seconds = []
        with process, contextlib.closing(_Lines(process)) as lines:
            lines.await_next()
            for _ in range(_SAVES):
                self._edit()
                began = time.perf_counter()
                lines.await_next()
                seconds.append(time.perf_counter() - began)
                self._built = self._edits
        return Run(seconds=statistics.median(seconds[1:]), cpu_seconds=math.nan, peak_mib=math.nan)

    def check_changed(self) -> Run:
        self._edit()
        return self.tocsin("check", "--changed", "HEAD")

    def _edit(self) -> None:
        """Give one model another limit than any edit before has given it."""
        self._edits += 1
        before, limit, after = self._committed.partition("queue_depth:\n        above: ")
        if not limit:
            raise ValueError(f"{self._file} has no limit of the queue to edit")
        self._file.write_text(f"{before}{limit}{100 + self._edits}{after[after.index(chr(10)) :]}", encoding="utf-8")
