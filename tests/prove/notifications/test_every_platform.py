"""Every platform of this repository: each alert arrives where it should, each text can be read."""

import pytest
from syrupy.assertion import SnapshotAssertion

from case import build_of
from conftest import REPOSITORY, Judge
from tocsin.pipeline import Compiled
from tocsin.prove.notifications import prove_notifications
from tocsin.prove.routing import prove_routes

PLATFORMS = sorted(folder.name for folder in (REPOSITORY / "specs").iterdir() if folder.is_dir())
DEFAULTS = REPOSITORY / ".tools" / "share" / "alertmanager"


def artifacts(each: Compiled) -> dict[str, str]:
    return {artifact.path: artifact.text for artifact in each.artifacts}


@pytest.mark.parametrize("folder", PLATFORMS)
def test_every_alert_arrives_where_the_spec_sends_it(folder: str, judge: Judge) -> None:
    proofs = [proof for each in build_of(folder).compiled for proof in prove_routes(each.platform, artifacts(each), amtool=judge("amtool"))]
    assert proofs
    assert not [(proof.alert, proof.severity, proof.complaints) for proof in proofs if not proof.proved]


@pytest.mark.parametrize("folder", PLATFORMS)
def test_every_text_can_be_read(folder: str, judge: Judge) -> None:
    for each in build_of(folder).compiled:
        proofs = prove_notifications(each.platform, artifacts(each), amtool=judge("amtool"), default_templates=DEFAULTS)
        assert not [(proof.receiver, proof.complaints) for proof in proofs if not proof.proved]


def test_the_texts_of_the_shop(judge: Judge, snapshot: SnapshotAssertion) -> None:
    (production,) = [each for each in build_of("ecommerce").compiled if each.platform.environment == "production"]
    proofs = prove_notifications(production.platform, artifacts(production), amtool=judge("amtool"), default_templates=DEFAULTS)
    shown = {
        f"{proof.receiver}, {proof.alert} {proof.status}": "\n".join(
            f"{text.integration}.{text.field}:\n  {text.text.rstrip().replace(chr(10), chr(10) + '  ')}" for text in proof.texts
        )
        for proof in proofs
    }
    assert shown == snapshot
