"""What is made of a server's answers, where a real one does not come near."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler

import pytest
from msgspec.structs import replace

from backtest.answering import answering
from tocsin.backtest import Asked, Backtest, Change, Outcome, Period, Server, Span, asked, changes, played, report
from tocsin.backtest.server import RefusedError, Series
from tocsin.pipeline import build
from tocsin.progress import silent
from tocsin.units import UNITS

PERIOD = Period(start_ms=1000, end_ms=1100)
ALERT = Asked(
    environment="default", platform="shop", name="QueueHigh", labels={"model": "forecast"}, of="forecast", severity="warning",
    when="queue above 10", unit=UNITS["requests"], expr="queue > 10", value="max(queue)", side="max",
    for_ms=0, keep_firing_for_ms=0, every_ms=10,
)  # fmt: skip


class _History(Server, frozen=True, kw_only=True):
    answers: dict[str, Series]

    def range(self, expr: str, *, start_ms: int, end_ms: int, every_ms: int) -> Series:
        assert every_ms == 10
        known = self.answers.get(expr, {})
        return {labels: [each for each in samples if start_ms <= each[0] <= end_ms] for labels, samples in known.items()}


def _outcome(held: list[int], values: list[float] | None = None, alert: Asked = ALERT) -> Outcome:
    samples = [(1000 + 10 * number, value) for number, value in enumerate(values or [])]
    answers: dict[str, Series] = {alert.expr: {(("pod", "a"),): [(at, 11.0) for at in held]}, alert.value: {(): samples} if samples else {}}
    history = _History(url="", headers={}, timeout_seconds=1, answers=answers)
    (found,) = played(history, [Change(now=alert)], PERIOD, progress=silent)
    assert found.after is not None
    return found.after


def test_what_ended_before_the_period_is_not_in_it_and_what_lasts_is_told() -> None:
    early = replace(ALERT, keep_firing_for_ms=20)
    assert _outcome([970], alert=early).spans == ()  # over at the first evaluation of the period
    assert _outcome([980], alert=early).spans == (Span(1000, 1010),)
    assert (_outcome([1090]).spans, _outcome([1090]).lasting) == ((Span(1090, 1100),), False)
    assert (_outcome([1100]).spans, _outcome([1100]).lasting) == ((Span(1100, 1100),), True)


def test_what_is_no_number_is_no_value() -> None:
    outcome = _outcome([], [5.0, float("nan"), 7.0, float("nan")])
    assert (outcome.farthest, outcome.sustained, outcome.valued) == (7.0, 7.0, 2 / 11)


def test_an_alert_of_another_wait_or_pace_is_another() -> None:
    for other in ({"for_ms": 10}, {"keep_firing_for_ms": 10}, {"every_ms": 20}, {"expr": "queue > 11"}):
        assert len(changes([replace(ALERT, **other)], [ALERT])) == 1
    assert not changes([replace(ALERT, when="in other words")], [ALERT])


def test_each_group_has_its_own_pace_and_limits_on_both_sides_have_no_farthest_value() -> None:
    spec = """\
platform: {name: shop, namespace: ml, cluster: {alertmanager: {delivery: file}}}
metrics:
  queue: {series: queue_depth, type: gauge, unit: requests, labels: {model: model}}
models: {forecast: {thresholds: {queue: {outside: [1, 10], no_data: false}}}}
"""
    (compiled,) = build({"shop": {"specs/shop/shop.yaml": spec.encode()}}).compiled
    platform = compiled.platform
    (alert,) = asked(platform, every_ms=30_000)
    assert (alert.side, alert.every_ms, alert.value.partition("(")[0]) == ("count", 30_000, "count")
    (rules,) = platform.rules
    slow = replace(rules, groups=tuple(replace(group, interval_ms=60_000) for group in rules.groups))
    (alert,) = asked(replace(platform, rules=(slow,)), every_ms=30_000)
    assert alert.every_ms == 60_000


def test_the_loudest_comes_first() -> None:
    def backtest(name: str, *spans: Span) -> Backtest:
        return Backtest(change=Change(now=replace(ALERT, name=name)), before=None, after=Outcome(spans=spans, series=1))

    told = report.text(
        [backtest("A", Span(0, 10)), backtest("B", Span(0, 20)), backtest("C", Span(0, 5), Span(10, 15))], PERIOD, compared=False
    )
    assert [line.split()[0] for line in told.splitlines() if line.startswith("    ")] == ["C", "B", "A"]


def test_who_takes_too_long_refuses_and_names_are_no_labels() -> None:
    class Slow(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            time.sleep(0.5)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with answering(Slow) as url, pytest.raises(RefusedError, match=r"no answer within 0\.1 s"):
        Server(url=url, headers={}, timeout_seconds=0.1).range("x", start_ms=0, end_ms=10, every_ms=10)

    class Named(Slow):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"data": {"result": [{"metric": {"__name__": "x", "pod": "a"}, "values": [[0.01, "NaN"], [0.02, "2"]]}]}}')

    with answering(Named) as url:
        found = Server(url=url, headers={}, timeout_seconds=5).range("x", start_ms=0, end_ms=10, every_ms=10)
    assert [(labels, samples[1]) for labels, samples in found.items()] == [((("pod", "a"),), (20, 2.0))]
