"""ClusterRules: the rules as Google's managed service evaluates them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.emit.prometheus_rules import group_entry
from tocsin.yaml_writer import dumps

PIECES: Final = "rules"


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `rules/<object>.yaml`; nothing without Google's managed service.

    Its Rules, which belong to a namespace, refuse every rule that says the label `namespace` itself, as all of ours do. ClusterRules
    belong to none, so that the namespace stands in the name instead, for the same platform may be there twice.
    https://github.com/GoogleCloudPlatform/prometheus-engine/blob/main/pkg/operator/apis/monitoring/v1/rules_config.go
    """
    if not platform.cluster.google:
        return
    for rules in platform.rules:
        head = kubernetes_object(
            "monitoring.googleapis.com/v1", "ClusterRules", name=f"{rules.namespace}-{rules.name}", namespace=None, labels=rules.labels
        )
        groups = [group_entry(group) for group in rules.groups]
        yield Artifact(f"rules/{rules.name}.yaml", dumps({**head, "spec": {"groups": groups}}, header=header(rules.sources)))
