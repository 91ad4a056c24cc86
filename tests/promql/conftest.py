"""The real promtool, which these tests cannot do without."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

Promtool = Callable[..., "subprocess.CompletedProcess[str]"]

_INSTALLED = Path(__file__).parents[2] / ".tools" / "bin" / "promtool"


@pytest.fixture(scope="session")
def promtool() -> Promtool:
    """Return a function that runs promtool; without promtool the test fails, for a judge that is away proves nothing."""
    found = str(_INSTALLED) if _INSTALLED.exists() else shutil.which("promtool")
    if found is None:
        pytest.fail("promtool is neither in .tools/bin nor on PATH")

    def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([found, *arguments], cwd=cwd, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def check_rules(promtool: Promtool, tmp_path: Path) -> Callable[[list[str]], str]:
    """Return a function that has promtool check expressions as rules, and returns its complaint, empty when there is none."""

    def check(expressions: list[str]) -> str:
        rules = [{"record": f"r{index}", "expr": text} for index, text in enumerate(expressions)]
        (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": rules}]}), encoding="utf-8")
        result = promtool("check", "rules", "rules.yaml", cwd=tmp_path)
        return "" if result.returncode == 0 else result.stdout + result.stderr

    return check
