"""KEDA's TriggerAuthentications: which keys of Secrets, or whose identity, KEDA authenticates by."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield a file for each that is not written elsewhere."""
    for autoscaler in platform.autoscalers:
        for authentication, file, _ in autoscaler.own_authentications:
            head = kubernetes_object(
                "keda.sh/v1alpha1",
                "TriggerAuthentication",
                name=authentication.name,
                namespace=autoscaler.namespace,
                labels=autoscaler.labels,
            )
            text = dumps({**head, "spec": _spec(authentication)}, header=header(autoscaler.sources))
            yield Artifact(file, text)


def _spec(authentication: ir.TriggerAuthentication) -> dict[str, object]:
    """Return the spec: https://keda.sh/docs/2.20/concepts/authentication/#defining-secrets-and-config-maps-on-scaledobject."""
    spec: dict[str, object] = {}
    if authentication.identity:
        spec["podIdentity"] = dict(authentication.identity)
    if authentication.secrets:
        spec["secretTargetRef"] = [
            {"parameter": parameter, "name": key.secret, "key": key.key} for parameter, key in authentication.secrets.items()
        ]
    return spec
