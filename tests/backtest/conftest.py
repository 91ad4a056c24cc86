"""The history that alerts are played over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backtest.history import serving
from conftest import Judge


@pytest.fixture(scope="session")
def url(judge: Judge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where a Prometheus answers that has this history."""
    with serving(judge, tmp_path_factory.mktemp("history")) as found:
        yield found
