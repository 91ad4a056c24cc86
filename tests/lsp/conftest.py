"""One server for all tests of a module: starting it takes longer than everything that is asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any, Protocol, TypeVar

import pytest

from lsp.editor import Editor, editing
from lsp.shop import written

T = TypeVar("T")


class Run(Protocol):
    """Runs a coroutine where the editor lives."""

    def __call__(self, coro: Coroutine[Any, Any, T], /) -> T:
        """Return its result."""
        ...


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="module")
def editor(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Return an editor with the shop open in it."""
    around = editing(written(tmp_path_factory.mktemp("shop").resolve()))
    yield run(anext(around.gen))
    run(ended(around.gen))


async def ended(generator: Any) -> None:  # noqa: ANN401  # what a context manager is made of
    """Leave what a generator is the context of."""
    assert await anext(generator, None) is None
