"""What the tests of shards start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Judge
from shards.estate import NAMES, SPEC, edit, tocsin


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository with five platforms in two environments each."""
    for name in NAMES:
        edit(tmp_path, name, SPEC.format(name=name))
    return tmp_path


@pytest.fixture
def judged(root: Path, judge: Judge) -> Path:
    """Return it built, with the programs that judge it."""
    (root / ".tools" / "bin").mkdir(parents=True)
    for program in ("promtool", "amtool"):
        (root / ".tools" / "bin" / program).symlink_to(judge(program))
    tocsin(root, "build")
    return root
