"""Refuse paths that would leave the folder, hide in it, or not survive every file system that git checks them out to."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from tocsin.output.manifest import MANIFEST
from tocsin.output.refusal import Problem
from tocsin.regex import late

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def unsafe_paths(paths: Iterable[str]) -> tuple[Problem, ...]:
    """Return a problem for each path that is no safe place for a generated file, sorted by path."""
    ordered = sorted(paths)
    return tuple(sorted((*_malformed(ordered), *_colliding(ordered)), key=lambda problem: (problem.path, problem.reason)))


def _malformed(paths: Iterable[str]) -> Iterator[Problem]:
    for path in paths:
        if path.rpartition("/")[2].casefold() == MANIFEST.casefold():
            yield Problem(path=path, reason=f"is the name of the list of checksums; only tocsin writes {MANIFEST}")
        elif _USUAL.fullmatch(path):
            continue
        elif path.startswith("/"):
            yield Problem(path=path, reason="is absolute; it must be relative to the folder of generated files")
        elif match := _FORBIDDEN.search(path):
            yield Problem(path=path, reason=f"has the character {match[0]!r}, which not every file system can store")
        elif not all(path.split("/")):
            yield Problem(path=path, reason="has an empty name in it")
        elif any(name.startswith(".") for name in path.split("/")):
            yield Problem(path=path, reason="has a name that begins with a dot: it would leave the folder or be hidden in it")


# Nothing is wrong with names of these; most are.
_USUAL = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
# Windows cannot check out any of these, and a backslash is its separator.
# https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file#naming-conventions
_FORBIDDEN = late(r'[\x00-\x1f\x7f\\:*?"<>|\ud800-\udfff]')


def _colliding(paths: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each path that macOS or Windows would store in another's place, and for a file that is a folder too."""
    files = {_folded(path) for path in paths}
    spelled: dict[str, str] = {}

    @cache
    def of_folder(folder: str) -> str:
        """Return what is wrong with a folder or with one that it is in; empty when nothing is."""
        above = folder.rpartition("/")[0]
        wrong = of_folder(above) if above else ""
        return (
            wrong
            or differing(folder)
            or (f"needs `{folder}` to be a folder, which is a generated file" if _folded(folder) in files else "")
        )

    def differing(path: str) -> str:
        first = spelled.setdefault(_folded(path), path)
        return "" if first == path else f"differs from `{first}` by case only; not every file system can tell them apart"

    for path in paths:
        folder = path.rpartition("/")[0]
        if reason := (of_folder(folder) if folder else "") or differing(path):
            yield Problem(path=path, reason=reason)


def _folded(path: str) -> str:
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()
