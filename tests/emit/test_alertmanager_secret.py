from __future__ import annotations

from emit.small_platform import written
from emit.small_routing import FULL, delivered
from tocsin import ir
from tocsin.emit.alertmanager_secret import emit

PATH = "alertmanager/secret.yaml"


def _secret(routing: ir.Routing) -> str:
    return written(emit(delivered(routing, "secret")))[PATH]


def test_the_comment_names_the_secrets_to_mount() -> None:
    assert "\n# needs in the Alertmanager object: spec.secrets: [pagerduty, slack]\napiVersion: v1\n" in _secret(FULL)
