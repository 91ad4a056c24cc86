"""What all who ask have in common: four sections, of which each calls the fields in its own way and takes some values only."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

from tocsin.diagnostics import Findings
from tocsin.section import FileRef, SecretRef, Section
from tocsin.source import KeyPath
from tocsin.spec.client_tls import ConfigMapRef
from tocsin.spec.probes import Http
from tocsin.spec.receivers.upstream import given
from tocsin.spec.scrape import Scrape

Named = SecretRef | ConfigMapRef | FileRef
_SECTIONS: Final = ("tls", "basic_auth", "authorization", "oauth2")


class Writer(ABC):
    """Writes for one who asks; what that one does not take adds a diagnostic and is left out."""

    def __init__(self, findings: Findings) -> None:
        """Take where diagnostics go."""
        self.findings = findings

    def client(self, asked: Scrape | Http, at: KeyPath) -> dict[str, object]:
        """Return the sections that `asked` has; `at` is its place."""
        sections = ((name, getattr(asked, name)) for name in _SECTIONS)
        return {self.name(type(asked), name): self.section(found, (*at, name)) for name, found in sections if found is not None}

    def section(self, section: Section, at: KeyPath) -> dict[str, object]:
        """Return what is given in a section; `at` is its place."""
        written: dict[str, object] = {}
        for field, value in given(section):
            place = (*at, field)
            match value:
                case SecretRef() | ConfigMapRef() | FileRef():
                    written |= self.reference(type(section), field, value, place)
                case Section():
                    written[self.name(type(section), field)] = self.section(value, place)
                case tuple():
                    written[self.name(type(section), field)] = list(value)
                case {}:
                    written[self.name(type(section), field)] = dict(value)
                case _:
                    written |= self.plain(type(section), field, value, place)
        return written

    @abstractmethod
    def name(self, kind: type[Section], field: str) -> str:
        """Return what a field is called there."""

    @abstractmethod
    def reference(self, kind: type[Section], field: str, value: Named, at: KeyPath) -> dict[str, object]:
        """Return a value that is named."""

    def plain(self, kind: type[Section], field: str, value: object, at: KeyPath) -> dict[str, object]:  # noqa: ARG002  # of who takes all
        """Return a value that is written out."""
        return {self.name(kind, field): value}
