"""The Secret in which prometheus-operator looks for the configuration of its Alertmanager."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.conventions import ALERTMANAGER_TEMPLATES, header, object_labels
from tocsin.emit.parts.alertmanager_configuration import TEMPLATE_FILE, configuration, template_text
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[ir.Artifact]:
    """Yield `alertmanager/secret.yaml` where the delivery is `secret`.

    It holds no credential, only the paths of files: the comment names the Secrets that Alertmanager must mount for them.
    """
    cluster, routing = platform.cluster, platform.routing
    if cluster.alertmanager_delivery != "secret" or routing is None:
        return
    comment = header(routing.sources)
    head = kubernetes_object(
        "v1",
        "Secret",
        name=cluster.alertmanager_secret,
        namespace=cluster.alertmanager_namespace,
        labels=object_labels(platform.name, platform.environment),
    )
    data = {
        # The operator reads this key, and mounts the others beside it.
        # https://prometheus-operator.dev/docs/developer/alerting/
        "alertmanager.yaml": dumps(configuration(platform, routing, templates=f"{ALERTMANAGER_TEMPLATES}/*.tmpl"), header=comment),
        TEMPLATE_FILE: template_text(routing),
    }
    mounts = f"\nneeds in the Alertmanager object: spec.secrets: [{', '.join(sorted(routing.secrets))}]" if routing.secrets else ""
    yield ir.Artifact("alertmanager/secret.yaml", dumps({**head, "type": "Opaque", "stringData": data}, header=comment + mounts))
