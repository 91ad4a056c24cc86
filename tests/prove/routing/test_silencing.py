"""Inhibition and times that were written otherwise than they are meant make the proofs fail of those whom they silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from conftest import Judge
from emit.small_routing import NIGHTS
from prove.routing.shop import FILE, RESOURCE, SECRET, alert, matcher, platform, proofs, route, spoilt, written
from tocsin import ir

DOWN = ir.InhibitRule(
    name="down",
    source=(matcher("alertname", "=", "Down"),),
    target=(matcher("alertname", "!=", "Down"), matcher("severity", "=", "warning")),
    equal=("namespace", "model"),
    at=("routing", "inhibit", "down"),
)
QUIET = replace(route("quiet", "severity = warning", to="operations"), mute=(NIGHTS.name,))
ALERTS = alert("Down", "critical"), alert("ErrorsHigh", "warning"), alert("ErrorsHigh", "critical")
SHOP = platform(*ALERTS, routes=(QUIET,), inhibit=(DOWN,))


@pytest.fixture
def amtool(judge: Judge) -> Path:
    return judge("amtool")


@pytest.mark.parametrize("delivery", ["file", "secret", "alertmanagerconfig"])
def test_what_is_written_as_it_is_meant_is_proved(delivery: str, amtool: Path) -> None:
    shop = platform(*ALERTS, routes=(QUIET,), inhibit=(DOWN,), alertmanager_delivery=delivery)
    assert [proof.complaints for proof in proofs(shop, amtool)] == [(), (), ()]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('  - severity="warning"\n  equal:', "  equal:"),
        ('alertname="Down"', 'alertname="Up"'),
        ('alertname!="Down"', 'alertname="Down"'),
        ("  - namespace\n", ""),
        ("inhibit_rules:", "inhibit_rule:"),
    ],
)
def test_another_inhibition_fails_those_whom_the_meant_one_silences(old: str, new: str, amtool: Path) -> None:
    _, warning, _ = proofs(SHOP, amtool, spoilt(SHOP, FILE, old, new))
    assert "the inhibition `down`, which silences it, was not written as it is meant" in warning.complaints


def test_an_inhibition_that_nobody_means_fails_those_whom_it_silences(amtool: Path) -> None:
    shop = platform(*ALERTS)
    spoilt_by = 'inhibit_rules:\n- source_matchers:\n  - severity="critical"\n  target_matchers:\n  - severity="warning"\n'
    found = proofs(shop, amtool, {**written(shop), FILE: written(shop)[FILE] + spoilt_by})
    said = 'an inhibition was written that silences it while `severity="critical"`, and is not meant'
    assert [proof.complaints for proof in found] == [(), (said,), ()]


def test_another_inhibition_of_alerts_of_others_fails_all(amtool: Path) -> None:
    others = (matcher("severity", "=", "info"), matcher("alertname", "=", "Watched"))
    shop = platform(*ALERTS, inhibit=(replace(DOWN, target=others),))
    assert not any(proof.complaints for proof in proofs(shop, amtool))
    found = proofs(shop, amtool, spoilt(shop, FILE, 'alertname="Watched"', 'alertname="Watchdog"'))
    lost = "the inhibition `down`, which silences alerts of others, was not written as it is meant"
    added = 'an inhibition was written that silences alerts of others while `alertname="Down"`, and is not meant'
    assert [proof.complaints for proof in found] == [(lost, added)] * 3


@pytest.mark.parametrize(("delivery", "file"), [("secret", SECRET), ("alertmanagerconfig", RESOURCE)])
def test_an_inhibition_is_missed_where_it_is_delivered(delivery: str, file: str, amtool: Path) -> None:
    shop = platform(*ALERTS, inhibit=(DOWN,), alertmanager_delivery=delivery)
    without = platform(*ALERTS, alertmanager_delivery=delivery)
    found = proofs(shop, amtool, {**written(shop), file: written(without)[file]})
    missed = "the inhibition `down`, which silences it, was not written as it is meant"
    assert [missed in proof.complaints for proof in found] == [False, True, False]


def test_other_times_fail_those_who_are_muted_by_them(amtool: Path) -> None:
    found = proofs(SHOP, amtool, spoilt(SHOP, FILE, "monday:friday", "monday:saturday"))
    assert [proof.complaints for proof in found] == [(), (f"the times of `{NIGHTS.name}` were written otherwise",), ()]


def test_other_times_of_an_alertmanagerconfig_are_told_too(amtool: Path) -> None:
    shop = platform(*ALERTS, routes=(QUIET,), inhibit=(DOWN,), alertmanager_delivery="alertmanagerconfig")
    found = proofs(shop, amtool, spoilt(shop, RESOURCE, "monday:friday", "monday:saturday"))
    assert [proof.complaints for proof in found] == [(), (f"the times of `{NIGHTS.name}` were written otherwise",), ()]
