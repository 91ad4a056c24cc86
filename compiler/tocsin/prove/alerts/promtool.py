"""Run many small tests in few processes of promtool, and tell what it said about each."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from os import cpu_count, environ
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from typing import Final
from xml.etree import ElementTree as ET

from msgspec import Struct

from tocsin.versions import Version

OLDEST: Final = Version(3, 0)
"""The first that writes what it found as JUnit, which alone says of what it speaks; and 2.x counts the samples of a window otherwise."""


class Prepared(Struct, frozen=True, kw_only=True):
    """One test with the rules that it needs, as texts of files."""

    test: str
    rules: Mapping[str, str]
    """By the names that the test gives them."""
    cost: int
    """How dear it is, in any unit."""
    lasts_ms: int = 0
    """How much time passes in it."""


class Said(Struct, frozen=True, kw_only=True):
    """What promtool said of one test."""

    failures: tuple[str, ...]
    seconds: float
    """Its part of the time of its process."""


def run(prepared: Sequence[Prepared], *, promtool: Path, progress: Callable[[int], None]) -> tuple[Said, ...]:
    """Return what promtool says of each test; `progress` is told how many more are done.

    As many processes as there are cores, each with many tests: one takes 60 ms to start.
    """
    said: dict[int, Said] = {}
    cores = cpu_count() or 1
    with TemporaryDirectory(prefix="tocsin-prove-") as name, ThreadPoolExecutor(cores) as threads:
        folder = Path(name)
        together = tuple(batches(prepared, cores))
        for batch, found in zip(together, threads.map(lambda batch: _told(prepared, batch, folder, promtool), together), strict=True):
            said.update(zip(batch, found, strict=True))
            progress(len(batch))
    return tuple(said[index] for index in range(len(prepared)))


def batches(prepared: Sequence[Prepared], cores: int) -> Iterator[tuple[int, ...]]:
    """Yield what to run in one process each, the dearest first, so that the cores are done at one time; long ones run among themselves."""
    most = max(sum(each.cost for each in prepared) // (cores * _BATCHES), 1)
    dearest = sorted(range(len(prepared)), key=lambda index: (not long(prepared[index].lasts_ms), -prepared[index].cost))
    for _, alike in groupby(dearest, key=lambda index: long(prepared[index].lasts_ms)):
        batch: list[int] = []
        total = 0
        for index in alike:
            batch.append(index)
            total += prepared[index].cost
            if total >= most or len(batch) == _TOGETHER:
                yield tuple(batch)
                batch, total = [], 0
        if batch:
            yield tuple(batch)


_BATCHES: Final = 6
"""For each core."""
_TOGETHER: Final = 40
"""How many tests one process runs at the most: it keeps 9 MiB of each until it ends."""


def long(lasts_ms: int) -> bool:
    """Tell whether so much time passes that promtool writes blocks: it does when there is more than one and a half of a day.

    https://github.com/prometheus/prometheus/blob/main/util/teststorage/storage.go
    https://github.com/prometheus/prometheus/blob/main/tsdb/head.go
    """
    return lasts_ms > _BLOCK_MS * 3 // 2


_BLOCK_MS: Final = 24 * 3_600_000


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
    environment = {**environ, **settings(on_disk=long(prepared[batch[0]].lasts_ms))}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    seconds = time.perf_counter() - started
    total = sum(prepared[index].cost for index in batch) or 1
    failures = _failures(report) if report.is_file() else {}
    nothing = (f"promtool said nothing about it (exit code {done.returncode}): {' '.join(done.stderr.split())[:300]}",)
    return [
        Said(failures=failures.get(file, nothing), seconds=seconds * prepared[index].cost / total)
        for index, file in zip(batch, files, strict=True)
    ]


def settings(*, on_disk: bool) -> dict[str, str]:
    """Return what makes promtool fast: one core each, for more threads of its garbage collector only stand in each other's way."""
    settings = {"GOMAXPROCS": "1", "GOGC": "200"}
    # It makes a database for every test, and waits until the disk has its log. In a container there may be 64 MiB. Blocks are better on
    # a disk, for their files are made 512 MiB long at first, which costs memory every byte of it.
    # https://github.com/prometheus/prometheus/blob/main/tsdb/chunks/chunks.go
    if not on_disk and _MEMORY.is_dir() and disk_usage(_MEMORY).free > _ENOUGH:
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
