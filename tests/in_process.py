"""`tocsin` in this process: most of what is asked of a command need not wait for a new process to import the compiler."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path
from subprocess import CompletedProcess

from click.testing import CliRunner

from tocsin.cli import main


def tocsin(root: Path, *arguments: str, **environment: str) -> CompletedProcess[str]:
    """Run a command in the folder `root`, with these variables of the environment besides; a mistake of ours is raised."""
    with chdir(root):
        done = CliRunner(env=environment).invoke(main, arguments, prog_name="tocsin", catch_exceptions=False)
    return CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)
