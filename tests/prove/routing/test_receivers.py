"""Receivers that were written otherwise than they are meant make the proofs fail of those who are told by them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from conftest import Judge
from emit.small_routing import PAGER
from prove.routing.shop import FILE, RESOURCE, SECRET, alert, platform, proofs, receiver, route, spoilt

CRITICAL = route("critical", "severity = critical", to="pager")


@pytest.mark.parametrize(
    ("delivery", "file", "old", "key"),
    [
        ("file", FILE, "secrets/pagerduty/key", "pagerduty_configs"),
        ("secret", SECRET, "secrets/pagerduty/key", "pagerduty_configs"),
        ("alertmanagerconfig", RESOURCE, "name: pagerduty", "pagerdutyConfigs"),
    ],
)
def test_another_address_fails_those_who_are_told_there(delivery: str, file: str, old: str, key: str, judge: Judge) -> None:
    shop = platform(alert("Down", "critical"), alert("Slow", "warning"), routes=(CRITICAL,), alertmanager_delivery=delivery)
    assert shop.routing is not None
    receivers = (receiver("operations"), PAGER, receiver("retraining"))
    shop = replace(shop, routing=replace(shop.routing, receivers=receivers))
    assert [proof.complaints for proof in proofs(shop, judge("amtool"))] == [(), ()]
    down, slow = proofs(shop, judge("amtool"), spoilt(shop, file, old, old.replace("pagerduty", "another")))
    # Of the Secret there is a plain file beside it, which is then another one.
    unlike = (f"`receivers` in `{FILE}` is another than in `{SECRET}`",) if file == SECRET else ()
    assert down.complaints == (*unlike, f"the receiver `pager` was written with other `{key}` than is meant")
    assert slow.complaints == unlike
