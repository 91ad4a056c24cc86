"""One generated file, and what those are composed of that tell of many models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from msgspec import Struct, msgpack


class Advice(Struct, frozen=True, kw_only=True):
    """What whoever is called should know."""

    meaning: str | None
    causes: tuple[str, ...]
    actions: tuple[str, ...]


class RunbookEntry(Struct, frozen=True, kw_only=True):
    """What the runbook of an alert's name says of one alert: all of it texts, so that a later build can compose the page again."""

    at: tuple[str | int, ...]
    """The model or component, or the part of the platform, that it is about."""
    sources: tuple[str, ...]
    alert: str
    subject: str
    guide: Advice | None
    sentence: str
    row: tuple[str, ...]
    """Who, severity, when, for, told."""
    example: str
    places: tuple[str, ...]
    asked: tuple[str, ...]
    """The expression with what is recorded for it, and its metrics: of the first entry of a page; empty for the others."""


def packed(entries: Sequence[RunbookEntry]) -> bytes:
    """Return the entries of a page, in order, as bytes: 100,000 of them wait for a later build, which asks for a few."""
    return msgpack.encode(entries)


def unpacked(entries: bytes) -> tuple[RunbookEntry, ...]:
    """Return the entries that were packed."""
    return msgpack.decode(entries, type=tuple[RunbookEntry, ...])


class Artifact(NamedTuple):
    """A file: `path` relative to `generated/<environment>/<platform>/` in POSIX form, `text` its whole content."""

    path: str
    text: str
    entries: bytes = b""
    """What a runbook is composed of, as `packed` makes it; empty for any other file."""

    @property
    def is_object(self) -> bool:
        """Whether it is a Kubernetes object: an artifact is one when it says so, so that a new emitter needs no entry anywhere."""
        return _OBJECT.match(self.text) is not None


# Nested keys are indented, and so are the lines of texts; Grafana's provisioning has an apiVersion too, but no kind.
_OBJECT: Final = re.compile(r"\A(?:#.*\n)*apiVersion: .*\nkind: ")


class File(Protocol):
    """An artifact, wherever its text is until it is asked for."""

    @property
    def path(self) -> str:
        """Return where it belongs, relative to `generated/<environment>/<platform>/`."""

    @property
    def text(self) -> str:
        """Return its whole content."""

    @property
    def entries(self) -> bytes:
        """Return what a runbook is composed of, as `packed` makes it; empty for any other file."""

    @property
    def is_object(self) -> bool:
        """Tell whether it is a Kubernetes object."""
