"""Who edits a file that nobody reads is told in it, not by silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsp.conftest import Run
from lsp.editor import editing
from lsp.shop import MODELS, written

_SPEC = "models:\n  sales: {workload: {deployment: sales}, scrape: {port: metrics}}\n"


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("specs/shop/models/sales.yaml", "move it to specs/shop/"),
        ("specs/sales.yaml", "move it to specs/<platform>/"),
        ("specs/shop/sales.YAML", "call it sales.yaml"),
        ("specs/policy.yml", "call it policy.yaml"),
    ],
)
def test_a_spec_that_nobody_reads_says_so_itself(run: Run, tmp_path: Path, name: str, remedy: str) -> None:
    root = written(tmp_path.resolve())
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text(_SPEC, encoding="utf-8")

    async def told() -> None:
        async with editing(root) as editor:
            (closed,) = await editor.diagnostics(name, codes=("spec/not-read",))
            assert closed.message == f"nobody reads this file: specs are `specs/<platform>/*.yaml`\nhelp: {remedy}"
            editor.open(name)
            (opened,) = await editor.diagnostics(name, codes=("spec/not-read",))
            assert opened == closed
            editor.open("specs/shop/models.yaml")
            await editor.diagnostics("specs/shop/models.yaml", codes=())
            # What it says is no part of the platform, so that nothing is there twice, nor is it known by name.
            editor.type(name, MODELS)
            await editor.diagnostics(name, codes=("spec/not-read",))
            editor.close(name)
            (root / name).unlink()
            editor.type("specs/shop/models.yaml", MODELS)
            await editor.diagnostics(name, codes=())

    run(told())


def test_what_is_no_spec_may_stand_there(run: Run, tmp_path: Path) -> None:
    root = written(tmp_path.resolve())
    name = "specs/shop/chart/values.yaml"
    (root / name).parent.mkdir()
    (root / name).write_text("replicas: 3\n", encoding="utf-8")

    async def told() -> None:
        async with editing(root) as editor:
            editor.open(name)
            assert not await editor.diagnostics(name, codes=())

    run(told())
