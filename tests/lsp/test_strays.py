"""Who edits a file that nobody reads is told in it, not by silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp.conftest import Run, ended
from lsp.editor import Editor, editing
from lsp.shop import MODELS, written

_SPEC = "models:\n  sales: {workload: {deployment: sales}, scrape: {port: metrics}}\n"


_STRAYS = {
    "specs/shop/models/sales.yaml": "move it to specs/shop/",
    "specs/sales.yaml": "move it to specs/<platform>/",
    "specs/shop/sales.YAML": "call it sales.yaml",
    "specs/policy.yml": "call it policy.yaml",
}


@pytest.fixture(scope="module")
def editor(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Return an editor of a shop that has all of them, each of which one test takes away; none knows of another."""
    root = written(tmp_path_factory.mktemp("shop").resolve())
    for name in _STRAYS:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(_SPEC, encoding="utf-8")
    around = editing(root)
    editor = run(anext(around.gen))
    editor.open("specs/shop/models.yaml")
    yield editor
    run(ended(around.gen))


@pytest.mark.parametrize(("name", "remedy"), _STRAYS.items())
def test_a_spec_that_nobody_reads_says_so_itself(run: Run, editor: Editor, name: str, remedy: str) -> None:
    async def told() -> None:
        (closed,) = await editor.diagnostics(name, codes=("spec/not-read",))
        assert closed.message == f"nobody reads this file: specs are `specs/<platform>/*.yaml`\nhelp: {remedy}"
        editor.open(name)
        (opened,) = await editor.diagnostics(name, codes=("spec/not-read",))
        assert opened == closed
        await editor.diagnostics("specs/shop/models.yaml", codes=())
        # What it says is no part of the platform, so that nothing is there twice, nor is it known by name.
        editor.type(name, MODELS)
        await editor.diagnostics(name, codes=("spec/not-read",))
        editor.close(name)
        (editor.root / name).unlink()
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
