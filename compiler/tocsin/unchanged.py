"""Whether anything has changed since the last build, asked before the compiler is imported.

The stamp of a build is one SHA-256 over the content of every spec, over what the compiler is (Python, the size, inode and times
of its own files, the time of the folder that its dependencies are installed in), and over the same of every generated file. The
change time cannot be set by a program that edits a file, so that a changed file has another stamp; git's index relies on the same:
https://git-scm.com/docs/racy-git.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Final

_STATE: Final = ".tocsin/built"
# The clock of a file system ticks every 10 ms at the rarest: what is edited within the tick of the stamp would bear its time.
_TICK_NS: Final = 20_000_000


def said(root: str) -> str | None:
    """Return what the last build below `root` said, if it would do and say the same again; None: nobody knows."""
    try:
        with open(os.path.join(root, _STATE), encoding="utf-8") as file:  # noqa: PTH118, PTH123  # pathlib takes 10 ms to import
            stamp, _, text = file.read().partition("\n")
        return text if stamp == _stamp(root, {}) else None
    except (OSError, UnicodeDecodeError):
        return None


def remember(root: str, text: str, read: Mapping[str, bytes]) -> None:
    """Keep what a build of the specs `read` (by their names below `root`) has said, right after it.

    A spec that somebody saves while the build runs has another content than was read, and so another stamp.
    """
    newest = max((entry.stat(follow_symlinks=False).st_ctime_ns for entry in _below(os.path.join(root, "generated"))), default=0)  # noqa: PTH118
    time.sleep(max(0, newest + _TICK_NS - time.time_ns()) / 1e9)
    path = os.path.join(root, _STATE)  # noqa: PTH118
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    with open(f"{path}.{os.getpid()}", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(f"{_stamp(root, read)}\n{text}")
    os.replace(file.name, path)  # noqa: PTH105


def _stamp(root: str, read: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for part in (*_compiler(), *_specs(root, read), *_generated(root)):
        digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()


def _compiler() -> Iterator[bytes]:
    package = os.path.dirname(__file__)  # noqa: PTH120
    yield f"{sys.version} {package}".encode()
    for entry in sorted(_below(package), key=lambda entry: entry.path):
        if not entry.name.endswith(".pyc"):
            yield f"{entry.path} {_state(entry)}".encode()
    for folder in sys.path:
        if folder.endswith("site-packages"):
            yield f"{folder} {os.stat(folder).st_mtime_ns}".encode()  # noqa: PTH116


def _specs(root: str, read: Mapping[str, bytes]) -> Iterator[bytes]:
    for entry in sorted(_below(os.path.join(root, "specs")), key=lambda entry: entry.path):  # noqa: PTH118
        name = os.path.relpath(entry.path, root).replace(os.sep, "/")
        content = read.get(name)
        if content is None:
            with open(entry.path, "rb", buffering=0) as file:  # noqa: PTH123
                content = file.read()
        yield f"{name} {len(content)}".encode()
        yield content


def _generated(root: str) -> Iterator[bytes]:
    for entry in sorted(_below(os.path.join(root, "generated")), key=lambda entry: entry.path):  # noqa: PTH118
        yield f"{os.path.relpath(entry.path, root)} {_state(entry)}".encode()


def _state(entry: os.DirEntry[str]) -> str:
    """Return what no program can change in a file without leaving a trace here."""
    found = entry.stat(follow_symlinks=False)
    return f"{found.st_mode} {found.st_size} {found.st_ino} {found.st_mtime_ns} {found.st_ctime_ns}"


def _below(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield everything below `folder` that is no folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path)
            else:
                yield entry
