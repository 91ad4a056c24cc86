"""The folder `.tocsin` beside the generated one: where the next tree is built, under a lock, out of everyone's sight."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import Path


def state_folder(root: Path) -> Path:
    """Return the folder that holds the work in progress on `root`; beside it, since a rename cannot leave its file system."""
    return root.absolute().parent / ".tocsin"


@contextmanager
def locked(root: Path) -> Iterator[Path]:
    """Give the place for the next tree, empty, to one process at a time; wait for the others.

    The kernel frees the lock when its holder dies, so a killed run leaves nothing that a person has to remove.
    """
    state = state_folder(root)
    state.mkdir(parents=True, exist_ok=True)
    ignore = state / ".gitignore"
    if not ignore.exists() or ignore.stat().st_size == 0:
        ignore.write_text("*\n", encoding="utf-8")
    with (state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield state / "next"


def stage(target: Path, source: Path, *, files: Mapping[str, bytes], unchanged: Container[str]) -> None:
    """Build the tree of `files` at `target`; those that are `unchanged` in `source` become hard links, which keeps inode and time.

    Nothing is fsynced: what a killed process has written, the kernel keeps. A power cut may leave a torn file; its checksum then
    contradicts it and `plan` reports it, for a tree that one more build makes again.
    """
    folders: set[str] = set()
    for path in files:
        written, folder = f"{target}/{path}", os.path.dirname(path)  # noqa: PTH120 - a Path a file doubles the time
        if folder not in folders:
            os.makedirs(f"{target}/{folder}", exist_ok=True)  # noqa: PTH103
            folders.add(folder)
        if path in unchanged:
            # File systems without hard links, and files with too many, get a copy.
            with contextlib.suppress(OSError):
                os.link(f"{source}/{path}", written)
                continue
        with open(written, "xb", buffering=0) as file:  # noqa: PTH123
            file.write(files[path])


def discard(path: Path) -> None:
    """Remove the tree at `path`, if there is one."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(path)
