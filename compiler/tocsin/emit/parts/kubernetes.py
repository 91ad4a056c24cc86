"""The head that every Kubernetes object has."""

from __future__ import annotations

from collections.abc import Mapping


def kubernetes_object(api_version: str, kind: str, *, name: str, namespace: str | None, labels: Mapping[str, str]) -> dict[str, object]:
    """Return an object's first keys, in the order of `kubectl get -o yaml`; the caller adds `spec` or `data`.

    Without a namespace it is an object of the whole cluster.
    """
    placed = {} if namespace is None else {"namespace": namespace}
    return {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"name": name, **placed, **({"labels": dict(sorted(labels.items()))} if labels else {})},
    }
