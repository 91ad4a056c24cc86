"""Refuse paths that would leave the folder, hide in it, or not survive every file system that git checks them out to."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from tocsin.output.manifest import MANIFEST
from tocsin.output.refusal import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def unsafe_paths(paths: Iterable[str]) -> tuple[Problem, ...]:
    """Return a problem for each path that is no safe place for a generated file, sorted by path."""
    ordered = sorted(paths)
    return tuple(sorted((*_malformed(ordered), *_colliding(ordered)), key=lambda problem: (problem.path, problem.reason)))


def _malformed(paths: Iterable[str]) -> Iterator[Problem]:
    for path in paths:
        if path.startswith("/"):
            yield Problem(path=path, reason="is absolute; it must be relative to the folder of generated files")
        elif match := _FORBIDDEN.search(path):
            yield Problem(path=path, reason=f"has the character {match[0]!r}, which not every file system can store")
        elif not all(path.split("/")):
            yield Problem(path=path, reason="has an empty name in it")
        elif any(name.startswith(".") for name in path.split("/")):
            yield Problem(path=path, reason="has a name that begins with a dot: it would leave the folder or be hidden in it")
        elif path.rpartition("/")[2].casefold() == MANIFEST.casefold():
            yield Problem(path=path, reason=f"is the name of the list of checksums; only tocsin writes {MANIFEST}")


# Windows cannot check out any of these, and a backslash is its separator.
# https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file#naming-conventions
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|\ud800-\udfff]')


def _colliding(paths: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each path that macOS or Windows would store in another's place, and for a file that is a folder too."""
    spelled: dict[str, str] = {}
    files: dict[str, str] = {}
    for path in paths:
        files.setdefault(_folded(path), path)
    for path in paths:
        names = path.split("/")
        for depth in range(1, len(names) + 1):
            prefix = "/".join(names[:depth])
            folded = _folded(prefix)
            first = spelled.setdefault(folded, prefix)
            if first != prefix:
                yield Problem(path=path, reason=f"differs from `{first}` by case only; not every file system can tell them apart")
                break
            if depth < len(names) and folded in files:
                yield Problem(path=path, reason=f"needs `{prefix}` to be a folder, which is a generated file")
                break


def _folded(path: str) -> str:
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()
