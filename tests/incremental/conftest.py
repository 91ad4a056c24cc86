"""What the tests of builds after an edit start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from incremental.shop import SPEC, run


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository that was built, as the current folder; it may have neighbours."""
    root = tmp_path / "shop"
    (root / "specs/shop").mkdir(parents=True)
    (root / "specs/shop/shop.yaml").write_text(SPEC)
    monkeypatch.chdir(root)
    assert run("build").exit_code == 0
    return root
