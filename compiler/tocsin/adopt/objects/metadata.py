"""What is otherwise outside of `spec`: the name and namespace of a generated object, and the labels that it may be selected by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.generated import Generated
from tocsin.adopt.objects.said import Reason

_PODS: Final = "PodMonitor"
_AUTOSCALERS: Final = frozenset({"HorizontalPodAutoscaler", "ScaledObject"})
_OF_CHARTS: Final = ("app.kubernetes.io/", "helm.sh/", "argocd.argoproj.io/", "kustomize.toolkit.fluxcd.io/", "helm.toolkit.fluxcd.io/")
_USUAL: Final = frozenset({"app", "chart", "heritage", "component", "k8s-app", "name", "tier", "version", "jobLabel"})
_LET_IN: Final = ("tlsConfig", "basicAuth", "authorization", "bearerTokenSecret", "oauth2")


def selecting(found: Found) -> dict[str, str]:
    """Return the labels of an object by which a Prometheus may select it: not those that every chart gives."""
    return {key: value for key, value in sorted(found.labels.items()) if key not in _USUAL and not key.startswith(_OF_CHARTS)}


def elsewhere(found: Found, ours: Generated) -> Iterator[Reason]:
    """Yield what the generated object is called otherwise, where it stands, and what it is not selected by."""
    if found.kind in _AUTOSCALERS:
        return
    if (found.namespace, found.name) != (ours.namespace, ours.name):
        where = f"it is `{ours.name}` in `{ours.namespace}` here"
        if found.kind == _PODS and not found.spec.get("jobLabel"):
            yield Reason(text=f"{where}, and so `job` would be `{ours.namespace}/{ours.name}`")
        elif found.namespace != ours.namespace and _reads_secrets(found):
            yield Reason(text=f"{where}, and so its Secrets would have to be there")
        else:
            yield Reason(text=f"{where}: delete the old one when the new one is applied, or both scrape", told=True)
    for label, value in selecting(found).items():
        if ours.labels.get(label) != value:
            remedy = "where a Prometheus selects by it, write it at `platform.cluster.prometheus.monitor_labels`"
            yield Reason(text=f"its label `{label}: {value}` is not on what is generated: {remedy}", told=True)


def _reads_secrets(found: Found) -> bool:
    endpoints = (*(found.spec.get("endpoints") or ()), *(found.spec.get("podMetricsEndpoints") or ()))
    return any(key in endpoint for endpoint in endpoints for key in _LET_IN)
