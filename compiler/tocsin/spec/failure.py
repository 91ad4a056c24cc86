"""One thing that pydantic found wrong, its location told apart into what the author wrote and what the types are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from pydantic_core import ErrorDetails

from tocsin.source import KeyPath


class Branch(Struct, frozen=True):
    """A part of a location that is no key: a member of a union, or a wrapper around a type."""

    name: str


ITS_KEY: Final = Branch("[key]")
"""After a key: the key itself is meant, not its value."""


class Failure(Struct, frozen=True, kw_only=True, eq=False):
    """What is wrong, and where."""

    path: tuple[str | int | Branch, ...]
    detail: ErrorDetails
    also: tuple[ErrorDetails, ...] = ()
    """What other members of the union found wrong at the same place."""

    @property
    def keys(self) -> KeyPath:
        """The path without the branches."""
        return tuple(part for part in self.path if not isinstance(part, Branch))


def failure_of(value: object, detail: ErrorDetails) -> Failure:
    """Return the failure that `detail` says `value` has."""
    path: list[str | int | Branch] = []
    here = value
    for part in detail["loc"]:
        match here:
            case Mapping() if part in here:
                here = here[part]
                path.append(part)
            case list() if isinstance(part, int) and part < len(here):
                here = here[part]
                path.append(part)
            case _:
                path.append(Branch(str(part)))
    if detail["type"] == "missing":
        path[-1] = detail["loc"][-1]  # a key, though nobody wrote it
    return Failure(path=tuple(path), detail=detail)
