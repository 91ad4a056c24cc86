"""Read the policies of a repository."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from textwrap import dedent
from typing import TYPE_CHECKING

from msgspec import Struct, field
from pydantic import TypeAdapter

from tocsin.diagnostics import Located
from tocsin.source import Document, Fault, Origins, Span, parse, split_lines
from tocsin.spec.locate import locate, of_fault
from tocsin.spec.validate import validate

if TYPE_CHECKING:
    from tocsin.spec.policy import Policy, PolicyFile


class Policies(Struct, frozen=True, kw_only=True):
    """The policies by their ids, and where each stands."""

    rules: Mapping[str, Policy] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    """The text of each, from its id on."""
    origins: Origins | None = None
    """Where everything of them stands; None when there are none."""

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of all policies."""
        return frozenset([f"policy/{name}" for name in self.rules])

    @property
    def allowable(self) -> frozenset[str]:
        """Return the codes that a spec may allow itself, with a reason."""
        return frozenset([f"policy/{name}" for name, rule in self.rules.items() if rule.allow])


def policies(files: Mapping[str, bytes]) -> tuple[Policies, tuple[Located, ...]]:
    """Return the policies in `files` (name -> content, one at most) and every mistake there; with mistakes there are none."""
    for file, content in files.items():
        parsed = parse(file, content)
        if isinstance(parsed, Fault):
            return Policies(), (of_fault(parsed),)
        return _read(file, parsed)
    return Policies(), ()


def _read(file: str, document: Document) -> tuple[Policies, tuple[Located, ...]]:
    origins = Origins({file: document}, {(): (file, ())})
    found = validate(_file(), {} if document.value is None else document.value)
    if isinstance(found, tuple):
        return Policies(), locate(found, origins)
    places = {name: origins.span(("policies", name), "key") for name in found.policies}
    written = {name: _between(document.text, key, origins.span(("policies", name))) for name, key in places.items()}
    return Policies(rules=found.policies, places=places, written=written, origins=origins), ()


def _between(text: str, first: Span, last: Span) -> str:
    """Return what stands from the beginning of one place to the end of another, as far to the left as it can be."""
    lines = split_lines(text)[first.line - 1 : last.end_line]
    lines[-1] = lines[-1][: last.end_column - 1]
    lines[0] = " " * (first.column - 1) + lines[0][first.column - 1 :]
    return dedent("\n".join(lines)).rstrip()


@cache
def _file() -> TypeAdapter[PolicyFile]:
    from tocsin.spec.policy import PolicyFile  # noqa: PLC0415  # most repositories have no policies, and to make the types takes a while

    return TypeAdapter(PolicyFile)
