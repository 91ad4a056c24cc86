from __future__ import annotations

import pytest
import yaml
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from emit.small_platform import PLATFORM
from tocsin.artifact import Artifact
from tocsin.emit.kustomization import environment_kustomization, kustomization
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.yaml_writer import dumps

OBJECT = "# generated\n# twice\napiVersion: v1\nkind: ConfigMap\nmetadata: {}\n"


def test_objects_are_listed_in_the_order_of_their_paths(snapshot: SnapshotAssertion) -> None:
    found = kustomization(PLATFORM, [Artifact("rules/b.yaml", OBJECT), Artifact("autoscalers/a.yaml", OBJECT)])
    assert found == snapshot


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("patches/a.yaml", OBJECT, id="a patch is applied by the target's owner"),
        pytest.param("stack/grafana-datasources.yaml", "apiVersion: 1\ndatasources: []\n", id="Grafana's files have an apiVersion too"),
        pytest.param("autoscalers/adapter.values.yaml", "rules:\n  kind: ConfigMap\n", id="Helm values have nested keys"),
        pytest.param("dashboards/a.json", '{"apiVersion": "v1", "kind": "Dashboard"}\n', id="a dashboard is no manifest"),
    ],
)
def test_what_cannot_be_applied_is_not_listed(path: str, text: str) -> None:
    assert kustomization(PLATFORM, [Artifact(path, text)]) is None


def test_an_environment_lists_its_platforms_and_all_their_sources(snapshot: SnapshotAssertion) -> None:
    other = replace(PLATFORM, name="search", sources=("specs/search/models.yaml",))
    assert environment_kustomization([PLATFORM, other]) == snapshot


def test_an_environment_without_objects_has_no_file() -> None:
    assert environment_kustomization([]) is None


def test_what_emitters_write_is_recognised() -> None:
    head = kubernetes_object("v1", "ConfigMap", name="a", namespace="b", labels={})
    found = kustomization(PLATFORM, [Artifact("monitors/a.yaml", dumps({**head, "data": {}}, header="generated\nand explained"))])
    assert found is not None
    assert yaml.safe_load(found.text)["resources"] == ["monitors/a.yaml"]
