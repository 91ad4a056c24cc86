from __future__ import annotations

import kubernetes_validate
import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from emit.small_platform import PLATFORM, written
from emit.small_routing import FULL, ROUTING, delivered
from tocsin import ir
from tocsin.emit.alertmanager import emit as emit_files
from tocsin.emit.alertmanager_secret import emit

PATH = "alertmanager/secret.yaml"


def _secret(routing: ir.Routing) -> str:
    return written(emit(delivered(routing, "secret")))[PATH]


def test_the_secret_holds_the_configuration_under_the_operator_s_key(snapshot: SnapshotAssertion) -> None:
    text = _secret(FULL)
    assert text.partition("  tocsin.tmpl: ")[0] == snapshot
    kubernetes_validate.validate(yaml.safe_load(text), "1.37", strict=True)


def test_only_the_place_of_the_templates_differs_from_the_file() -> None:
    mounted = yaml.safe_load(_secret(FULL))["stringData"]
    files = written(emit_files(delivered(FULL, "secret")))
    assert (
        mounted["alertmanager.yaml"].replace("/etc/alertmanager/config/*.tmpl", "templates/*.tmpl")
        == files["alertmanager/alertmanager.yaml"]
    )
    assert mounted["tocsin.tmpl"] == files["alertmanager/templates/tocsin.tmpl"]


def test_the_comment_names_the_secrets_to_mount() -> None:
    assert "\n# needs in the Alertmanager object: spec.secrets: [pagerduty, slack]\napiVersion: v1\n" in _secret(FULL)


def test_without_secrets_there_is_nothing_to_mount() -> None:
    assert "spec.secrets" not in _secret(ROUTING)


@pytest.mark.parametrize("delivery", ["file", "alertmanagerconfig"])
def test_another_delivery_has_no_secret(delivery: str) -> None:
    assert written(emit(delivered(FULL, delivery))) == {}


def test_without_routing_there_is_no_secret() -> None:
    assert written(emit(PLATFORM)) == {}
