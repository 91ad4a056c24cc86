"""A platform with nothing in it, to which each test adds the one thing that it is about."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.versions import Version

SOURCES = ("specs/shop/models.yaml",)

CLUSTER = ir.Cluster(
    prometheus=Version(3, 5),
    alertmanager=Version(0, 33),
    operator=True,
    rule_labels={},
    monitor_labels={},
    alertmanager_delivery="file",
    alertmanager_secret="alertmanager-main",  # noqa: S106 - the name of the Secret
    alertmanager_namespace="monitoring",
    grafana_delivery="files",
    grafana_namespace="monitoring",
    grafana_instance={"dashboards": "grafana"},
    blackbox_namespace="monitoring",
)

PLATFORM = ir.Platform(
    name="shop",
    environment="prod",
    namespace="shop-prod",
    sources=SOURCES,
    cluster=CLUSTER,
    rules=(),
    monitors=(),
    jobs=(),
    modules=(),
    autoscalers=(),
    adapter_rules=(),
    patches=(),
    routing=None,
    dashboards=(),
    stack=None,
)


def written(artifacts: Iterable[Artifact]) -> dict[str, str]:
    """Return the texts by path; two artefacts with one path are a failure of their own."""
    listed = list(artifacts)
    texts = {artifact.path: artifact.text for artifact in listed}
    assert len(texts) == len(listed)
    return texts
