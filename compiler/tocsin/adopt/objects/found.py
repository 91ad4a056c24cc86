"""Kubernetes objects that scale or scrape, read with the places of what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from tocsin.discovery import modules
from tocsin.source import Document, KeyPath, Span

_LIST: Final = "List"


class Found(Struct, frozen=True, kw_only=True):
    """One object as it was written."""

    version: str
    """Its `apiVersion`."""
    kind: str
    name: str
    namespace: str
    """Empty: whoever applies it says which."""
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    owner: str
    """What makes it, such as a ScaledObject its HorizontalPodAutoscaler; empty: nothing, it was written."""
    spec: Mapping[str, Any]
    document: Document
    at: KeyPath
    """Where it stands in its document."""

    @property
    def title(self) -> str:
        """What it is called in a remark."""
        return f"{self.kind} `{self.name}`"

    def span(self, path: KeyPath = ()) -> Span:
        """Return where a part of its `spec` stands, or the nearest part around it that is written."""
        return self.document.span((*self.at, "spec", *path))


def objects_in(document: Document) -> Iterator[Found]:
    """Yield the objects of a document that can be taken over, those of a list one by one."""
    yield from _objects(document, document.value, ())


def _objects(document: Document, value: Any, at: KeyPath) -> Iterator[Found]:  # noqa: ANN401  # whatever the file holds
    if not isinstance(value, dict):
        return
    kind, items, kinds = str(value.get("kind")), value.get("items"), {module.KIND for module in modules("tocsin.adopt.objects.kinds")}
    if isinstance(items, list) and kind.removesuffix(_LIST) in {"", *kinds}:
        for index, item in enumerate(items):
            yield from _objects(document, item, (*at, "items", index))
    elif kind in kinds and isinstance(value.get("spec"), dict):
        metadata = _mapping(value.get("metadata"))
        yield Found(
            version=str(value.get("apiVersion", "")),
            kind=kind,
            name=str(metadata.get("name", "")),
            namespace=str(metadata.get("namespace") or ""),
            labels={str(label): str(text) for label, text in _mapping(metadata.get("labels")).items()},
            annotations={str(name): str(text) for name, text in _mapping(metadata.get("annotations")).items()},
            owner=_owner(metadata.get("ownerReferences")),
            spec=value["spec"],
            document=document,
            at=at,
        )


def _owner(references: object) -> str:
    match references:
        case [{"kind": str(kind), "name": str(name)}, *_]:
            return f"the {kind} `{name}`"
        case _:
            return ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
