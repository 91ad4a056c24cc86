"""The objects that tocsin generates of a platform, as data, each with the place in the spec that it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from tocsin import ir
from tocsin.emit import hpa, keda, monitors
from tocsin.source import KeyPath, parse
from tocsin.source.document import Document


class Generated(Struct, frozen=True, kw_only=True):
    """One generated object."""

    kind: str
    name: str
    namespace: str
    labels: Mapping[str, str]
    spec: Mapping[str, Any]
    at: KeyPath


def generated(platform: ir.Platform) -> Iterator[Generated]:
    """Yield the autoscalers and monitors of a platform as they are written."""
    by_hpa = [each for each in platform.autoscalers if each.by == "hpa"]
    by_keda = [each for each in platform.autoscalers if each.by == "keda"]
    scraped = platform.monitors if platform.cluster.operator else ()
    for sources, emitter in ((by_hpa, hpa), (by_keda, keda), (scraped, monitors)):
        for source, artifact in zip(sources, emitter.emit(platform), strict=True):
            document = parse(artifact.path, artifact.text.encode())
            if isinstance(document, Document):
                body: Any = document.value
                metadata = body["metadata"]
                yield Generated(
                    kind=body["kind"],
                    name=metadata["name"],
                    namespace=metadata["namespace"],
                    labels=metadata.get("labels", {}),
                    spec=body["spec"],
                    at=source.at,
                )
