"""What judges say: complaints, and how much they looked at."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from tocsin import source

REBUILD: Final = "run `tocsin build`"
"""What mends a file that is not what the compiler writes."""


class Complaint(Struct, frozen=True, kw_only=True):
    """A judge's complaint about one artefact, and the place in the spec that caused it."""

    judge: str
    path: str
    """The artefact, relative to the repository's root, in POSIX form."""
    message: str
    at: source.KeyPath | None
    """None when nothing in the spec says it: the fault is in the compiler or in how `generated/` was edited."""
    help: str


class Judged(Struct, frozen=True, kw_only=True):
    """How many of what a judge looked at, so that a quiet judge can be told from one that saw nothing."""

    what: str
    number: int


class Fault(Struct, frozen=True, kw_only=True):
    """A fault of one document; `path` leads to it inside the document."""

    path: source.KeyPath
    message: str
    help: str


def dotted(path: source.KeyPath) -> str:
    """Return a path as people write it.

    >>> dotted(("spec", "groups", 0, "name"))
    'spec.groups[0].name'
    """
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")
