"""A git repository of a test's own, whoever runs it and however their git is configured."""

from __future__ import annotations

import subprocess
from pathlib import Path

_IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false")


def git(root: Path, *arguments: str) -> None:
    """Run a command of git in `root`; raise CalledProcessError when it fails."""
    subprocess.run(["git", *_IDENTITY, *arguments], cwd=root, check=True, capture_output=True)
