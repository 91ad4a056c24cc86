"""When an alert fires, decided as Prometheus does."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from answered import Asked, refusal
from conftest import Judge
from tocsin.backtest.firing import Span, spans, sustained, together


@pytest.mark.parametrize(
    ("held", "for_ms", "keep", "expected"),
    [
        ([], 0, 0, []),
        ([0], 0, 0, [(0, 10)]),
        ([0, 10, 20], 0, 0, [(0, 30)]),
        ([0, 10, 20], 20, 0, [(20, 30)]),
        ([0, 10], 20, 0, []),
        ([0, 10, 20], 15, 0, [(20, 30)]),  # the first evaluation that is late enough
        ([0, 10, 30, 40], 20, 0, []),  # a gap begins anew
        ([0, 10, 30, 40, 50], 20, 0, [(50, 60)]),
        ([0, 20, 40], 0, 0, [(0, 10), (20, 30), (40, 50)]),
        ([0, 20, 40], 0, 20, [(0, 70)]),  # kept from the first evaluation without it
        ([0, 40], 0, 20, [(0, 30), (40, 70)]),
        ([0, 30], 0, 20, [(0, 60)]),  # it holds again at the very evaluation at which it would be over
        ([0, 10, 30, 50], 10, 15, [(10, 80)]),
        ([0, 20], 10, 100, []),  # what only waits is not kept
    ],
)
def test_it_waits_fires_and_is_kept(held: Sequence[int], for_ms: int, keep: int, expected: Sequence[tuple[int, int]]) -> None:
    found = spans(held, every_ms=10, for_ms=for_ms, keep_firing_for_ms=keep)
    assert [(span.began_ms, span.ended_ms) for span in found] == list(expected)


def test_promtool_decides_alike(judge: Judge, tmp_path: Path) -> None:
    """Forty conditions that come and go, each with another patience."""
    chance = random.Random(3)  # noqa: S311  # no secret
    steps, rules, series, asked = 30, [], {}, []
    for number in range(40):
        waits, kept = chance.choice((0, 10, 15, 20, 40)), chance.choice((0, 0, 10, 15, 20, 50))
        share = chance.choice((0.5, 0.8, 0.95))
        held = [step for step in range(steps) if chance.random() < share]
        rule = {"alert": f"A{number}", "expr": f'x{{case="{number}"}} == 1'}
        rules.append({**rule, **({"for": f"{waits}s"} if waits else {}), **({"keep_firing_for": f"{kept}s"} if kept else {})})
        series[f'x{{case="{number}"}}'] = " ".join(str(int(step in held)) for step in range(steps))
        found = [*spans([step * 10 for step in held], every_ms=10, for_ms=waits, keep_firing_for_ms=kept)]
        for step in range(steps):
            fires = any(span.began_ms <= step * 10 < span.ended_ms for span in found)
            query = f'count(ALERTS{{alertname="A{number}",alertstate="firing"}})'
            asked.append(Asked(query, f"{step * 10}s", {"{}": 1} if fires else {}))
    assert {bool(each.values) for each in asked} == {True, False}
    groups = yaml.safe_dump({"groups": [{"name": "g", "rules": rules}]})
    assert refusal(judge("promtool"), tmp_path, asked, series=series, rules=[groups], step="10s") == ""


@given(
    levels=st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=40), for_ms=st.sampled_from([0, 10, 15, 30]), most=st.booleans(),
)  # fmt: skip
def test_a_limit_fires_up_to_the_level_that_is_kept_to(*, levels: Sequence[int | None], for_ms: int, most: bool) -> None:
    samples = [(number * 10, float(level)) for number, level in enumerate(levels) if level is not None]
    level = sustained(samples, every_ms=10, for_ms=for_ms, most=most)

    def fires(limit: float) -> bool:
        held = [at for at, value in samples if (value >= limit if most else value <= limit)]
        return any(spans(held, every_ms=10, for_ms=for_ms, keep_firing_for_ms=0))

    if level is None:
        assert not fires(0 if most else 9)
    else:
        assert fires(level)
        assert not fires(level + (0.5 if most else -0.5))


def test_what_fires_at_the_same_time_calls_once() -> None:
    assert together([Span(20, 30), Span(0, 10), Span(5, 12), Span(6, 7), Span(30, 40)]) == (Span(0, 12), Span(20, 40))
