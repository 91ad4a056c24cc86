"""What runs, where its manifests are among the files: it says what a monitor selects, which by itself says labels only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from tocsin.source import Document

_WORKLOADS: Final[Mapping[str, str]] = {
    "Deployment": "deployment",
    "StatefulSet": "statefulset",
    "DaemonSet": "daemonset",
    "Rollout": "rollout",
}
_SERVICE: Final = "Service"
_LIST: Final = "List"


class Running(Struct, frozen=True, kw_only=True):
    """A workload or a Service."""

    kind: str
    name: str
    namespace: str
    """Empty: whoever applies it says which."""
    labels: Mapping[str, str]
    """Of a workload those of its pods."""
    selector: Mapping[str, str]
    """Of a Service the labels of the pods that it takes."""


def running_in(document: Document) -> Iterator[Running]:
    """Yield the workloads and Services of a document, those of a list one by one."""
    yield from _running(document.value)


def _running(value: Any) -> Iterator[Running]:  # noqa: ANN401  # whatever the file holds
    match value:
        case {"kind": str(kind), "items": list(items)} if kind.removesuffix(_LIST) in {"", _SERVICE, *_WORKLOADS}:
            for item in items:
                yield from _running(item)
        case {"kind": "Service", "metadata": {"name": str(name), **rest}, "spec": dict(spec)}:
            yield _of(_SERVICE, name, rest, rest.get("labels"), spec.get("selector"))
        case {"kind": str(kind), "metadata": {"name": str(name), **rest}, "spec": {"template": {"metadata": dict(pods)}}} if (
            kind in _WORKLOADS
        ):
            yield _of(kind, name, rest, pods.get("labels"), None)


def _of(kind: str, name: str, metadata: Mapping[Any, Any], labels: Any, selector: Any) -> Running:  # noqa: ANN401  # likewise
    return Running(
        kind=kind,
        name=name,
        namespace=str(metadata.get("namespace") or ""),
        labels=labels if isinstance(labels, dict) else {},
        selector=selector if isinstance(selector, dict) else {},
    )


class Around(Struct, frozen=True, kw_only=True):
    """All that is known to run."""

    running: Sequence[Running]
    targets: Mapping[tuple[str, str], Mapping[str, str]]
    """What autoscalers scale, as `workload:`, by namespace and name."""

    def service(self, namespace: str, labels: Mapping[str, str]) -> Running | None:
        """Return the only Service with these labels; None where there is none, or several."""
        return _only(
            each for each in self.running if each.kind == _SERVICE and _is_in(each, namespace) and labels.items() <= each.labels.items()
        )

    def workload(self, namespace: str, pods: Mapping[str, str]) -> Mapping[str, str] | None:
        """Return the only workload whose pods have these labels; None where there is none, or several."""
        fitting = (each for each in self.running if each.kind in _WORKLOADS and _is_in(each, namespace))
        found = _only(each for each in fitting if pods and pods.items() <= each.labels.items())
        return None if found is None else {_WORKLOADS[found.kind]: found.name}

    def scaled(self, namespace: str, names: Iterable[str]) -> Mapping[str, str] | None:
        """Return the first of several names that is scaled, as a workload."""
        return next((self.targets[namespace, name] for name in names if (namespace, name) in self.targets), None)


def _is_in(running: Running, namespace: str) -> bool:
    return running.namespace in {"", namespace}


def _only(found: Iterable[Running]) -> Running | None:
    several = tuple(found)
    return several[0] if len(several) == 1 else None
