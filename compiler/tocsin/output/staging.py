"""The folder `.tocsin` beside the generated one: where the next tree is built, under a lock, out of everyone's sight."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def state_folder(root: Path) -> Path:
    """Return the folder that holds the work in progress on `root`; beside it, since a rename cannot leave its file system."""
    return root.absolute().parent / ".tocsin"


@contextmanager
def locked(root: Path) -> Iterator[Path]:
    """Give the place for the next tree, empty, to one process at a time; wait for the others.

    The kernel frees the lock when its holder dies, so a killed run leaves nothing that a person has to remove.
    """
    state = state_folder(root)
    if state.is_symlink():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(state))
    state.mkdir(parents=True, exist_ok=True)
    ignore = state / ".gitignore"
    if not ignore.exists() or ignore.stat().st_size == 0:
        ignore.write_text("*\n", encoding="utf-8")
    with lock_file(state / "lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield state / "next"


def lock_file(path: Path) -> TextIO:
    """Open a file to be locked; not one elsewhere, to which a repository that brings a `.tocsin/` of its own may have a link."""
    return open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW, 0o666))


def stage(target: Path, source: Path, *, files: Mapping[str, bytes], unchanged: Container[str]) -> None:
    """Build the tree of `files` at `target`; those that are `unchanged` in `source` become hard links, which keeps inode and time.

    Nothing is fsynced: what a killed process has written, the kernel keeps. A power cut may leave a torn file; its checksum then
    contradicts it and `plan` reports it, for a tree that one more build makes again.

    Raise OSError, with nothing left at `target`, when the file system fails.
    """
    try:
        _stage(target, source, files, unchanged)
    except OSError as error:
        discard(target)  # a disk that is full would stay so
        error.filename = error.filename or str(target)  # of a file that is open the system does not say it
        raise


def _stage(target: Path, source: Path, files: Mapping[str, bytes], unchanged: Container[str]) -> None:
    for folder in {path.rpartition("/")[0] for path in files}:
        os.makedirs(f"{target}/{folder}", exist_ok=True)  # noqa: PTH103  # as below, a Path each takes long
    for path in files:
        if path in unchanged:
            # File systems without hard links, and files with too many, get a copy.
            with contextlib.suppress(OSError):
                os.link(f"{source}/{path}", f"{target}/{path}")
                continue
        content = memoryview(files[path])
        file = os.open(f"{target}/{path}", _NEW, 0o666)  # a Path a file doubles the time, a file object adds a quarter
        try:
            while content:  # a disk that becomes full takes a part of it before it says so
                content = content[os.write(file, content) :]
        finally:
            os.close(file)


def discard(path: Path) -> None:
    """Remove the tree at `path`, or whatever is there; what a link leads to stays."""
    with contextlib.suppress(FileNotFoundError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
