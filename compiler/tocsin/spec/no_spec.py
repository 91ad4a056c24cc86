"""Files that are no specs: empty, of another shape, or written for another program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.diagnostics import Located
from tocsin.source import Document, KeyPath

_ADOPT: Final = "keep it outside of `specs/`; `tocsin adopt` writes a spec of the rules in it"

_ADOPT_ROUTING: Final = "keep it outside of `specs/`; `tocsin adopt` writes `receivers:` and `routing:` of it"


_ADOPT_OBJECT: Final = "keep it outside of `specs/`; `tocsin adopt` writes `{}:` of it"
_KINDS: Final[Mapping[str, str]] = {
    "PrometheusRule": _ADOPT,
    "AlertmanagerConfig": _ADOPT_ROUTING,
    "HorizontalPodAutoscaler": _ADOPT_OBJECT.format("scaling"),
    "ScaledObject": _ADOPT_OBJECT.format("scaling"),
    "ServiceMonitor": _ADOPT_OBJECT.format("scrape"),
    "PodMonitor": _ADOPT_OBJECT.format("scrape"),
    "Probe": _ADOPT_OBJECT.format("probes"),
}


def no_spec(document: Document) -> Located | None:
    """Return why the only document of a file is no spec; None when it may be one, whatever is wrong with it."""
    match document.value:
        case None:
            return _told(document, "the file is empty", "start with `platform:`, `models:` or another section")
        case {"apiVersion": str(), "kind": str() as kind}:
            remedy = _KINDS.get(kind, "keep it outside of `specs/`")
            return _told(document, f"`{kind}` is an object of Kubernetes, and no part of a spec", remedy, ("kind",))
        case {"groups": [{"rules": list()}, *_]}:
            return _told(document, "`groups:` are rules of Prometheus, and no part of a spec", _ADOPT, ("groups",))
        case {"route": dict(), "receivers": list()}:
            return _told(document, "`route:` is of Alertmanager's configuration, and no part of a spec", _ADOPT_ROUTING, ("route",))
        case dict():
            return None
        case [dict(), *_]:
            return _told(document, "the file is a list, and no mapping", "write its sections without `- `, as `platform: …`")
        case _:
            return _told(document, "the file is not a mapping", "start with `platform:`, `models:` or another section")


def _told(document: Document, message: str, remedy: str, at: KeyPath = ()) -> Located:
    span = document.span(at, "key" if at else "value")
    return Located(code="spec/not-a-spec", message=message, help=remedy, span=span, severity="error")
