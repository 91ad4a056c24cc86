"""The blackbox exporter's configuration: the modules that the probes name."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import blackbox_config_map, header, object_labels
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `monitors/blackbox.yml` and, with the operator, a ConfigMap that holds the same file for the exporter to mount.

    The exporter reads one file: whoever runs it joins the modules of all platforms, whose names are all different.
    """
    if not platform.modules:
        return
    comment = header(platform.sources)
    configuration = dumps({"modules": {module.name: dict(module.config) for module in platform.modules}}, header=comment)
    yield Artifact("monitors/blackbox.yml", configuration)
    if platform.cluster.operator:
        labels = object_labels(platform.name, platform.environment)
        name = blackbox_config_map(platform.name, platform.environment)
        # A pod mounts only what is in its own namespace.
        head = kubernetes_object("v1", "ConfigMap", name=name, namespace=platform.cluster.blackbox_namespace, labels=labels)
        yield Artifact("monitors/blackbox-config.yaml", dumps({**head, "data": {"blackbox.yml": configuration}}, header=comment))
