"""The head that every Kubernetes object has."""

from __future__ import annotations

from collections.abc import Mapping


def kubernetes_object(api_version: str, kind: str, *, name: str, namespace: str, labels: Mapping[str, str]) -> dict[str, object]:
    """Return an object's first keys, in the order of `kubectl get -o yaml`; the caller adds `spec` or `data`."""
    return {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace, **({"labels": dict(sorted(labels.items()))} if labels else {})},
    }
