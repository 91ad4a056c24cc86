from pathlib import Path

import pytest

from verify.small_world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Return a repository in which all judges are content."""
    return World(tmp_path)
