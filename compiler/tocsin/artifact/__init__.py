"""One generated file, and what those are composed of that tell of many models."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from msgspec import Struct, msgpack

from tocsin.artifact.deferred import Deferred


class Advice(Struct, frozen=True, kw_only=True):
    """What whoever is called should know."""

    meaning: str | None
    causes: tuple[str, ...]
    actions: tuple[str, ...]


class RunbookEntry(Struct, frozen=True, kw_only=True):
    """What the runbook of an alert's name says of one alert: all of it texts, so that a later build can compose the page again."""

    sources: tuple[str, ...]
    alert: str
    subject: str
    guide: Advice | None
    sentence: str
    row: tuple[str, ...]
    """Who, severity, when, for, told."""
    silencing: tuple[str, ...]
    """The names of alerts while one of which fires nobody is told of this one."""
    places: tuple[str, ...]
    rollouts: bool
    """Whether the dashboard marks when a new version was deployed."""
    question: str
    """The series that it reads: alerts of one name may ask different servers different things."""
    asked: tuple[str, ...]
    """Of the first entry of a page with its question: what it says, the expression with what is recorded for it, its metrics; empty for
    the others."""


def packed(entries: Sequence[RunbookEntry]) -> bytes:
    """Return the entries of a page, in order, as bytes: 100,000 of them wait for a later build, which asks for a few."""
    return msgpack.encode(entries)


def unpacked(entries: bytes) -> tuple[RunbookEntry, ...]:
    """Return the entries that were packed."""
    return msgpack.decode(entries, type=tuple[RunbookEntry, ...])


def checksum(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


class Artifact(NamedTuple):
    """A file: `path` relative to `generated/<environment>/<platform>/` in POSIX form, `text` its whole content."""

    path: str
    text: str
    entries: bytes = b""
    """What a runbook is composed of, as `packed` makes it; empty for any other file."""

    @property
    def content(self) -> bytes:
        """Return the text as it is stored."""
        return self.text.encode()

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of the content in hexadecimal digits."""
        return checksum(self.content)

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
        """Return the whole of it."""

    @property
    def content(self) -> bytes:
        """Return the text as it is stored."""

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of the content in hexadecimal digits."""

    @property
    def entries(self) -> bytes:
        """Return what a runbook is composed of, as `packed` makes it; empty for any other file."""

    @property
    def is_object(self) -> bool:
        """Tell whether it is a Kubernetes object."""


class Texts(Deferred[str]):
    """The texts of files by their paths."""

    def __init__(self, files: Mapping[str, File]) -> None:
        """Keep the files; each is read when it is asked for."""
        super().__init__(files, lambda path: files[path].text)
        self.files: Final = files
