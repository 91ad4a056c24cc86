"""The command `tocsin`, typed in a repository of a test's own."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from tocsin.cli import main


def tocsin(root: Path, *arguments: str) -> Result:
    """Return what came of the command in the repository `root`."""
    return CliRunner().invoke(main, ["--root", str(root), *arguments])
