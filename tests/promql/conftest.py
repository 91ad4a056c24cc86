"""Expressions that the real promtool checks."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import Judge


@pytest.fixture
def check_rules(judge: Judge, tmp_path: Path) -> Callable[[list[str]], str]:
    """Return a function that has promtool check expressions as rules, and returns its complaint, empty when there is none."""

    def check(expressions: list[str]) -> str:
        rules = [{"record": f"r{index}", "expr": text} for index, text in enumerate(expressions)]
        (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": rules}]}), encoding="utf-8")
        result = subprocess.run(
            [judge("promtool"), "check", "rules", "rules.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return "" if result.returncode == 0 else result.stdout + result.stderr

    return check
