"""Run many small tests in few processes of promtool, and tell what it said about each."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count, environ
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from typing import Final
from xml.etree import ElementTree as ET

from tocsin.versions import Version

OLDEST: Final = Version(3, 0)
"""The first that writes what it found as JUnit, which alone says of what it speaks; and 2.x counts the samples of a window otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """One test with the rules that it needs, as texts of files."""

    test: str
    rules: Mapping[str, str]
    """By the names that the test gives them."""
    cost: int
    """How dear it is, in any unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What promtool said of one test."""

    failures: tuple[str, ...]
    seconds: float
    """Its part of the time of its process."""


def run(prepared: Sequence[Prepared], *, promtool: Path, progress: Callable[[int], None]) -> tuple[Said, ...]:
    """Return what promtool says of each test; `progress` is told how many more are done.

    As many processes as there are cores, each with many tests: one takes 30 ms to start.
    """
    said: dict[int, Said] = {}
    cores = cpu_count() or 1
    with TemporaryDirectory(prefix="tocsin-prove-") as name, ThreadPoolExecutor(cores) as threads:
        folder = Path(name)
        batches = tuple(_batches([each.cost for each in prepared], cores))
        for batch, found in zip(batches, threads.map(lambda batch: _told(prepared, batch, folder, promtool), batches), strict=True):
            said.update(zip(batch, found, strict=True))
            progress(len(batch))
    return tuple(said[index] for index in range(len(prepared)))


def _batches(costs: Sequence[int], cores: int) -> Iterator[tuple[int, ...]]:
    """Yield what to run in one process each, the dearest first, so that the cores are done at one time."""
    most = max(sum(costs) // (cores * _BATCHES), 1)
    batch: list[int] = []
    total = 0
    for index in sorted(range(len(costs)), key=lambda index: -costs[index]):
        batch.append(index)
        total += costs[index]
        if total >= most:
            yield tuple(batch)
            batch, total = [], 0
    if batch:
        yield tuple(batch)


_BATCHES: Final = 12
"""For each core."""


def _told(prepared: Sequence[Prepared], batch: Sequence[int], folder: Path, promtool: Path) -> list[Said]:
    files = [f"{index}/test.yaml" for index in batch]
    for index, file in zip(batch, files, strict=True):
        (folder / file).parent.mkdir()
        (folder / file).write_text(prepared[index].test, encoding="utf-8")
        for rules, text in prepared[index].rules.items():
            (folder / str(index) / rules).write_text(text, encoding="utf-8")
    report = folder / f"{batch[0]}.xml"
    started = time.perf_counter()
    command = [str(promtool), "test", "rules", f"--junit={report}", *files]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={**environ, **_settings()})
    seconds = time.perf_counter() - started
    total = sum(prepared[index].cost for index in batch) or 1
    failures = _failures(report) if report.is_file() else {}
    nothing = (f"promtool said nothing about it (exit code {done.returncode}): {' '.join(done.stderr.split())[:300]}",)
    return [
        Said(failures=failures.get(file, nothing), seconds=seconds * prepared[index].cost / total)
        for index, file in zip(batch, files, strict=True)
    ]


def _settings() -> dict[str, str]:
    """Return what makes promtool fast: one core each, for more threads of its garbage collector only stand in each other's way."""
    settings = {"GOMAXPROCS": "1", "GOGC": "400"}
    # It makes a database for every test, and waits until the disk has its log. In a container there may be 64 MiB.
    if _MEMORY.is_dir() and disk_usage(_MEMORY).free > _ENOUGH:
        settings["TMPDIR"] = str(_MEMORY)
    return settings


_MEMORY: Final = Path("/dev/shm")  # noqa: S108  # promtool makes folders of its own in it, which nobody else can name before
_ENOUGH: Final = 2**30


def _failures(report: Path) -> dict[str, tuple[str, ...]]:
    """Return by file what failed. A file of whose one test nothing is said is not among them."""
    found: dict[str, tuple[str, ...]] = {}
    for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314  # promtool wrote it just now
        if len(suite.findall("testcase")) == 1:
            failed = [each.text or "" for kind in ("failure", "error") for each in suite.iter(kind)]
            found[suite.get("name", "")] = tuple(failed)
    return found
