"""Which alerts get into the tree of a platform's AlertmanagerConfig."""

from __future__ import annotations

from tocsin import ir
from tocsin.conventions import ENVIRONMENT_LABEL, PLATFORM_LABEL
from tocsin.promql import literal_pattern


def enforced_namespace(platform: ir.Platform) -> str | None:
    """Return the namespace that the operator asks of every alert of the tree; None when it asks for none.

    https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.AlertmanagerConfigMatcherStrategy
    """
    cluster = platform.cluster
    match cluster.alertmanager_strategy:
        case "OnNamespace":
            return platform.namespace
        case "OnNamespaceExceptForAlertmanagerNamespace":
            return None if platform.namespace == cluster.alertmanager_namespace else platform.namespace
        case "None":
            return None


def asked_of_all(platform: ir.Platform) -> tuple[ir.Matcher, ...]:
    """Return what the tree asks of every alert itself: the operator lets others' in, and has each tree see all of them.

    Within one namespace, what nobody's spec made belongs to whoever runs there (`KubePodCrashLooping` of its pods); without that bound
    it would be all alerts of the cluster, and those of the platform's other environments.
    """
    if enforced_namespace(platform) is not None:
        return (ir.Matcher(label=PLATFORM_LABEL, op="=~", value=f"{literal_pattern(platform.name)}|"),)
    return (
        ir.Matcher(label=PLATFORM_LABEL, op="=", value=platform.name),
        ir.Matcher(label=ENVIRONMENT_LABEL, op="=", value=platform.environment),
    )
