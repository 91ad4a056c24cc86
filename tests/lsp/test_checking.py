"""A check that nobody waits for any more is given up, and what was understood stays."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest

from lsp.editor import PATIENCE_SECONDS
from lsp.shop import FILES, MODELS, written
from tocsin import checks
from tocsin.lsp import checking
from tocsin.lsp.checking import Checker, Verdict
from tocsin.lsp.repository import Repository
from tocsin.pipeline import examine
from tocsin.source import Document, Fault, parse

NAME = "specs/shop/models.yaml"


class _EnoughError(Exception):
    pass


def _folders() -> dict[str, dict[str, bytes]]:
    return {"shop": {name: text.encode() for name, text in FILES.items() if "/shop/" in name}}


def test_who_is_not_interested_any_more_ends_a_check() -> None:
    def enough(*_: object) -> None:
        raise _EnoughError

    with pytest.raises(_EnoughError):
        examine(_folders(), progress=enough)


def test_a_check_can_be_ended_before_each_of_its_parts() -> None:
    calls: list[None] = []
    examined = examine(_folders(), progress=lambda *_: calls.append(None))
    assert not examined.diagnostics
    assert len(calls) > len(checks.checks())


class _Desk:
    """Collects what a checker tells and where it fails."""

    def __init__(self, root: Path, executor: Executor) -> None:
        self.told: asyncio.Queue[Verdict] = asyncio.Queue()
        self.failed: list[BaseException] = []
        self.uri = (root / NAME).as_uri()
        self.checker = Checker(Repository(root), executor, tell=self.told.put_nowait, fail=self.failed.append)

    def type(self, text: str, version: int, *, pause_seconds: float = 0) -> None:
        """Change the document."""
        self.checker.repository.open(NAME, self.uri, text, version)
        self.checker.touch(pause_seconds=pause_seconds)

    async def verdict(self) -> Verdict:
        """Return what is told next."""
        return await asyncio.wait_for(self.told.get(), PATIENCE_SECONDS)


def test_only_what_was_typed_last_is_told(tmp_path: Path) -> None:
    root = written(tmp_path.resolve())

    async def run() -> list[Verdict]:
        turn = threading.Event()
        with ThreadPoolExecutor(max_workers=1) as executor:
            executor.submit(turn.wait)  # the first check has to wait for its turn
            desk = _Desk(root, executor)
            desk.type(MODELS, 1)
            await asyncio.sleep(0.05)
            for version in (2, 3):
                desk.type(MODELS.replace("latency:", "latenzy:"), version, pause_seconds=0.05)
            turn.set()
            first = await desk.verdict()
            await asyncio.sleep(0.3)
            assert not desk.failed
            return [first, *(desk.told.get_nowait() for _ in range(desk.told.qsize()))]

    (told,) = asyncio.run(run())
    assert told.versions == {NAME: 3}
    assert [located.code for located in told.diagnostics] == ["metric/unknown"]


def test_a_platform_that_cannot_be_understood_stays_as_it_was(tmp_path: Path) -> None:
    root = written(tmp_path.resolve())

    async def run() -> tuple[Verdict, Verdict]:
        with ThreadPoolExecutor(max_workers=1) as executor:
            desk = _Desk(root, executor)
            desk.type(MODELS, 1)
            first = await desk.verdict()
            desk.type("models: [", 2)
            return first, await desk.verdict()

    first, second = asyncio.run(run())
    assert second.diagnostics
    assert second.estate == first.estate
    assert first.estate["shop"]


def test_of_an_edit_only_what_was_edited_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def reading(file: str, content: bytes) -> Document | Fault:
        read.append(file)
        return parse(file, content)

    monkeypatch.setattr(checking, "parse", reading)

    async def edited() -> tuple[Verdict, Verdict]:
        with ThreadPoolExecutor(max_workers=1) as executor:
            desk = _Desk(written(tmp_path), executor)
            desk.type(MODELS, 1)
            await desk.verdict()
            read.clear()
            desk.type(MODELS.replace("above", "abovv"), 2)
            wrong = await desk.verdict()
            desk.type(MODELS, 3)
            return wrong, await desk.verdict()

    wrong, mended = asyncio.run(edited())
    assert read == [NAME, NAME]
    assert {each.code for each in wrong.diagnostics} == {"spec/unknown-key"}
    assert not mended.diagnostics
