"""The Secret in which prometheus-operator looks for the configuration of its Alertmanager."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header, object_labels
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.routing.configuration import secret_data
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `alertmanager/secret.yaml` where the delivery is `secret`.

    It holds no credential, only the paths of files: the comment names the Secrets that Alertmanager must mount for them.
    """
    cluster, routing = platform.cluster, platform.routing
    if cluster.alertmanager_delivery != "secret" or routing is None:
        return
    head = kubernetes_object(
        "v1",
        "Secret",
        name=cluster.alertmanager_secret,
        namespace=cluster.alertmanager_namespace,
        labels=object_labels(platform.name, platform.environment),
    )
    data = secret_data(platform, routing)
    comment = header(routing.sources)
    if routing.secrets:
        comment += f"\nneeds in the Alertmanager object: spec.secrets: [{', '.join(sorted(routing.secrets))}]"
    yield Artifact("alertmanager/secret.yaml", dumps({**head, "type": "Opaque", "stringData": data}, header=comment))
