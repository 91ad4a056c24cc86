"""`--fix`: mend the spec files until nothing is left that can be mended in one way only."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tocsin.pipeline import Examined

Folders = dict[str, dict[str, bytes]]
_ROUNDS = 10  # what is mended lets the compiler see further; each round mends something, so that this is never reached


def mend(root: Path, folders: Mapping[str, Mapping[str, bytes]], built: Examined) -> tuple[Folders, Examined]:
    """Write the mended files below `root`, say what was mended, and return the new specs and what is wrong with them."""
    from tocsin.pipeline import examine

    now: Folders = {folder: dict(files) for folder, files in folders.items()}
    for _ in range(_ROUNDS):
        if not _mend_once(root, now, built):
            break
        built = examine(now)
    return now, built


def _mend_once(root: Path, folders: Folders, built: Examined) -> bool:
    from tocsin.mend import mended

    changed = False
    for files in folders.values():
        for name, content in files.items():
            if not any(located.span.file == name for located in built.diagnostics):
                continue
            mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
            text, done = mended(name, content.removeprefix(mark).decode(errors="surrogateescape"), built.diagnostics)
            if done:
                changed = True
                files[name] = mark + text.encode(errors="surrogateescape")
                (root / name).write_bytes(files[name])
            for located in done:
                click.echo(f"{name}:{located.span.line}: {located.message}: mended", err=True)
    return changed
