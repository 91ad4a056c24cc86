"""A file that a command writes last: where it cannot be, that is told before the work is done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from tocsin.cli import choice, whole


class ReportFile(click.Path):
    """A file that may be there or not, and can be written."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401  # as click has it
        """Return the path; fail like any wrong option where no file can be written."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        folder = path.parent
        if not folder.is_dir():
            self.fail(f"there is no folder `{folder}`: make it, or name a file elsewhere", param, ctx)
        if not path.exists() and not os.access(folder, os.W_OK | os.X_OK):
            self.fail(f"nothing can be written to `{folder}`: name a file elsewhere", param, ctx)
        return path


def write(path: Path, text: str, *, option: str) -> None:
    """Write a file, in a folder that need not be there; exit when it cannot be, naming the `option` that says where it goes."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole.write(path, text.encode())
    except OSError as error:
        choice.give_up(f"`{path}`: {error.strerror}", f"name a file that can be written with `--{option}`")
