"""What an objective of another tool becomes, before it stands in a platform."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from tocsin.diagnostics import Located
from tocsin.source import Document, Route


class Said(Struct, frozen=True, kw_only=True):
    """A value, and where it was said."""

    value: object
    document: Document
    at: Route
    parts: Mapping[str, Route] = field(default_factory=dict)
    """Of its entries, where each was said that was said elsewhere."""


class Converted(Struct, frozen=True, kw_only=True):
    """One objective as spec files would say it."""

    name: str
    service: str
    """What it calls the model or component that it is about; empty: nothing says that."""
    document: Document
    targets: tuple[dict[str, Said], ...]
    """The fields of an objective, for each share that must be good."""
    metrics: dict[str, Said]
    at: Route
    """Where it stands in its document."""
    named_at: Route
    service_at: Route
    policies: bool = False
    """Whether it names alert policies."""


class Read(Struct, frozen=True, kw_only=True):
    """The documents of one tool."""

    slos: dict[str, Converted]
    """By the name by which a spec takes them."""
    faults: tuple[Located, ...]
    unread: bool
    """Whether there may be more in documents that cannot be read."""
