"""What the proofs of alerts are run by."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Judge


@pytest.fixture
def programs(judge: Judge) -> Path:
    """Return the folder of promtool and amtool."""
    judge("amtool")
    return judge("promtool").parent
