"""Limits that are suggested: each keeps what is said of it, and of what has none it is said why."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from msgspec.structs import replace

from backtest.history import SPEC
from backtest.test_live import UNTIL
from backtest.test_played import ALERT
from case import write
from command import tocsin
from tocsin.backtest.firing import sustained
from tocsin.backtest.levels import Levels, levels
from tocsin.backtest.played import Change, Period, played
from tocsin.backtest.server import Series, Server
from tocsin.progress import silent

FILE = "specs/shop/shop.yaml"


def _root(folder: Path, text: str) -> Path:
    write({FILE: text}, folder)
    return folder


def _run(root: Path, url: str, *options: str) -> Result:
    done = tocsin(root, "backtest", url, "--since", "4h", "--until", UNTIL, *options)
    assert done.exit_code == 0, done.output
    return done


def _times(root: Path, url: str) -> dict[tuple[str, ...], int]:
    told = json.loads(_run(root, url, "--format", "json").output)["alerts"]
    return {_who(each): len(each["after"]["fired"]) for each in told}


@pytest.mark.parametrize("most", [0, 1, 3])
def test_what_is_written_keeps_its_word_and_the_rest_of_the_file(url: str, tmp_path: Path, most: int) -> None:
    text = SPEC.replace("errors: {above: 5%, for: 10m}", "errors: {above: '5.0%', for: 10m}  # of the board, since March")
    root = _root(tmp_path, text.replace("200ms]", "200ms, 1s]"))
    before = (root / FILE).read_text(encoding="utf-8")
    told = json.loads(_run(root, url, "--suggest", str(most), "--format", "json").output)
    assert (root / FILE).read_text(encoding="utf-8") == before
    assert told["suggested"]
    loud = {who for who, times in _times(root, url).items() if times > most}
    assert loud == {_who(each) for place in told["suggested"] for each in place["alerts"]} | {_who(each) for each in told["without"]}
    _run(root, url, "--suggest", str(most), "--fix")
    changed = (root / FILE).read_text(encoding="utf-8")
    times = _times(root, url)
    for place in told["suggested"]:
        for alert in place["alerts"]:
            assert times[_who(alert)] == alert["fired"] <= most < alert["fired_before"]
        before = _replaced(before, place)
    assert changed == before


def _who(alert: Mapping[str, Any]) -> tuple[str, ...]:
    return (alert["alert"], *(f"{name}={value}" for name, value in sorted(alert["labels"].items())))


def _replaced(text: str, place: dict[str, object]) -> str:
    lines = text.splitlines(keepends=True)
    number = int(str(place["line"])) - 1
    lines[number] = lines[number].replace(str(place["given"]), str(place["instead"]), 1)
    return "".join(lines)


def test_it_is_told_in_words(url: str, tmp_path: Path) -> None:
    root = _root(tmp_path, SPEC.replace("200ms]", "250ms, 1s]"))
    told = _run(root, url, "--suggest", "0").output
    for line in (
        f"  {FILE}:13:25: 80% -> 70%\n    AccuracyLow (warning) of forecast, accuracy below 80%: never, before 6 times\n",
        f"  {FILE}:14:57: 0.95x -> 0.75x\n",
        f"  {FILE}:17:40: 100ms -> 250ms\n",  # an edge of its buckets, and no guess between them
        "  QueueHigh (warning) of forecast, queue above 10: `60` is not beneath the limit of a graver step\n",
        "  QueueMissing (warning) of vision, queue missing: it does not compare one value with one limit, above or below\n",
        "objective available above a burn rate of 1 over 3d and 6h: no threshold says its limit\n",
    ):
        assert line in told
    assert "all would have fired at most 9 times" in _run(root, url, "--suggest", "9").output


def test_what_no_bucket_tells_and_what_has_two_limits(url: str, tmp_path: Path) -> None:
    text = SPEC.replace("queue: {above: {warning: 10, critical: 50}, for: 5m, by: [pod]}", "queue: {outside: [10, 40]}")
    told = _run(_root(tmp_path, text), url, "--suggest", "0", "--alert", "QueueOutOfRange", "--alert", "LatencyHigh").output
    assert "QueueOutOfRange (warning) of forecast, queue below 10 or above 40: it does not compare one value with one limit" in told
    assert "`200ms` would be a mistake: no quantile is told above the last bucket edge" in told


def test_one_limit_of_several_suits_them_all(url: str, tmp_path: Path) -> None:
    shared = SPEC.replace("      accuracy: {below: 80%, for: 2m}\n", "").replace(
        "models:\n",
        "defaults: {models: {thresholds: {accuracy: {below: 80%, for: 2m, no_data: false}}}}\n"
        "environments: {a: {}, b: {patch: {platform: {cluster: {name: b}}}}}\nmodels:\n",
    )
    root = _root(tmp_path, shared)
    told = _run(root, url, "--suggest", "2", "--alert", "AccuracyLow").output
    assert told.count("AccuracyLow (warning) of forecast, accuracy below 80%: never, before 6 times") == 2
    assert told.count(" -> ") == 1
    told = _run(root, url, "--suggest", "2", "--alert", "AccuracyLow", "--environment", "a").output
    assert "80% -> 70%; alerts that have this limit, too, and were not looked at: 2\n" in told


class _History(Server, frozen=True, kw_only=True):
    samples: Series

    def range(self, expr: str, *, start_ms: int, end_ms: int, every_ms: int) -> Series:
        assert every_ms == 10
        op, _, limit = expr.partition(" ")
        signs = {">": 1, "<": -1}
        sign, least = signs.get(op, 0), float(limit or 0)
        return {
            labels: [(at, value) for at, value in found if start_ms <= at <= end_ms and (not sign or sign * value > sign * least)]
            for labels, found in self.samples.items()
        }


PERIOD = Period(start_ms=1000, end_ms=4000)


def _of(seed: int) -> tuple[_History, Levels]:
    chance = random.Random(seed)  # noqa: S311  # history, no secret
    series: Series = {
        (("pod", str(pod)),): [
            (at, chance.choice([1.0, 2.0, 3.5, 7.0, float("nan"), -4.0])) for at in range(900, 4001, 10) if chance.random() < 0.97
        ]
        for pod in range(chance.randint(1, 3))
    }
    op = chance.choice("<>")
    alert = replace(
        ALERT, for_ms=chance.choice([0, 20, 40]), keep_firing_for_ms=chance.choice([0, 30]), limit=(op, 3.0), free="queue", value=""
    )
    history = _History(url="", headers={}, timeout_seconds=1, samples=series)
    found = levels(history, alert, PERIOD)
    assert found is not None
    return history, found


@pytest.mark.parametrize("seed", range(40))
def test_what_another_limit_would_have_done_is_what_it_does(seed: int) -> None:
    history, found = _of(seed)
    for limit in (-5.0, -4.0, 0.0, 1.0, 3.0, 3.5, 6.0, 7.0):
        alert = replace(found.alert, expr=f"{'>' if found.side > 0 else '<'} {limit}")
        (again,) = played(history, [Change(now=alert)], PERIOD, progress=silent)
        assert again.after is not None
        assert found.fired(limit) == len(again.after.spans)


@pytest.mark.parametrize("seed", range(40))
def test_the_nearest_limit_is_one_of_its_values_and_keeps_it_silent(seed: int) -> None:
    _, found = _of(seed)
    for most in (0, 1, 5):
        if found.fired(3.0) > most:
            assert found.fired(least := found.least(most, beyond=3.0)) <= most
            assert (least - 3.0) * found.side > 0
    if found.alert.keep_firing_for_ms == 0 and len(found.series) == 1 and found.fired(3.0):
        samples = [(at, found.side * value) for at, value in found.series[0]]
        kept = sustained(samples, every_ms=10, for_ms=found.alert.for_ms, most=found.side > 0)
        assert found.least(0, beyond=3.0) == kept
