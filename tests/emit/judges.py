"""The real promtool and amtool, which these tests cannot do without."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

_INSTALLED = Path(__file__).parents[2] / ".tools" / "bin"


def judge(program: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run promtool or amtool; without the program the test fails, for a judge that is away proves nothing."""
    found = shutil.which(program, path=str(_INSTALLED)) or shutil.which(program)
    if found is None:
        pytest.fail(f"{program} is neither in .tools/bin nor on PATH")
    return subprocess.run([found, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
