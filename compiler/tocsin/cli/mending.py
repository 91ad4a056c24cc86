"""`--fix`: mend the spec files until nothing is left that can be mended in one way only."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import specs, whole

if TYPE_CHECKING:
    from tocsin.diagnostics import Located
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
    done: list[Located] = []
    for folder, files in folders.items():
        for name, content in files.items():
            text, found = edited(name, content, built.diagnostics)
            if found:
                folders[folder][name] = text
            done += found
    write(root, folders, done)
    return bool(done)


def edited(name: str, content: bytes, found: Iterable[Located]) -> tuple[bytes, tuple[Located, ...]]:
    """Return a file with the certain remedies of what was found in it, and which these were."""
    from tocsin.diagnostics.mend import mended

    about = [located for located in found if located.span.file == name]
    if not about:
        return content, ()
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    text, done = mended(name, content.removeprefix(mark).decode(errors="surrogateescape"), about)
    return mark + text.encode(errors="surrogateescape"), done


def write(root: Path, folders: Mapping[str, Mapping[str, bytes]], done: Sequence[Located]) -> None:
    """Write the files below `root` in which something was mended, and say what."""
    contents = specs.contents(folders)
    for name in {located.span.file: None for located in done}:
        whole.write(root / name, contents[name])
    for located in done:
        click.echo(f"{located.span.file}:{located.span.line}: {located.message}: mended", err=True)
