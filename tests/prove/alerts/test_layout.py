"""How tests are laid out so that promtool is quick: long ones among themselves, and short stories apart from long ones."""

from collections.abc import Sequence

import pytest

from tocsin.drives import Run, Track
from tocsin.emit.alert_proofs import together
from tocsin.emit.proving.story import Check, Story
from tocsin.ir import Recorded
from tocsin.prove.alerts.promtool import Prepared, batches, long

HOUR_MS = 3_600_000


def prepared(cost: int, hours: int = 1) -> Prepared:
    return Prepared(test="", rules={}, cost=cost, lasts_ms=hours * HOUR_MS)


def test_a_test_is_long_when_promtool_writes_blocks_of_it() -> None:
    assert [hours for hours in (1, 24, 36, 37, 72) if long(hours * HOUR_MS)] == [37, 72]


def test_every_test_runs_once_and_long_ones_among_themselves() -> None:
    tests = [prepared(cost=10 + index, hours=48 if index % 3 else 2) for index in range(40)]
    found = list(batches(tests, 2))
    assert sorted(index for batch in found for index in batch) == list(range(40))
    assert all(len({long(tests[index].lasts_ms) for index in batch}) == 1 for batch in found)
    assert len(found) > 2


def test_the_dearest_begin() -> None:
    tests = [prepared(cost=cost) for cost in (1, 50, 2, 40, 3)]
    assert next(iter(batches(tests, 1)))[0] == 1


def story(name: str, metric: str, steps: int, *, asks: str = "") -> Story:
    check = Check(step=steps - 1, firing=(), level=None, why="")
    tracks = (Track(metric=metric, labels={}, runs=(Run(1.0, 0.0, steps),)),)
    recorded = (Recorded(step=0, name=asks, labels={}, value=1.0, why=""),) if asks else ()
    return Story(name=name, alerts=(), step_ms=60_000, tracks=tracks, checks=(check,), recorded=recorded)


@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        pytest.param([story("A", "a", 40), story("B", "b", 30)], [["A", "B"]], id="as long, of other metrics"),
        pytest.param([story("A", "a", 40), story("B", "a", 30)], [["A"], ["B"]], id="of one metric"),
        pytest.param([story("A", "a", 40), story("A", "b", 30)], [["A"], ["A"]], id="of one name"),
        pytest.param([story("B", "b", 30), story("A", "a", 700)], [["A"], ["B"]], id="much longer"),
        pytest.param([story("A", "a", 40, asks="b"), story("B", "b", 30)], [["A"], ["B"]], id="who fills what another asks"),
        pytest.param([story("A", "b", 40), story("B", "a", 30, asks="b")], [["A"], ["B"]], id="who asks what another fills"),
        pytest.param([story("A", "a", 40, asks="c"), story("B", "b", 30, asks="c")], [["A", "B"]], id="who ask the same"),
    ],
)
def test_stories_are_told_together_when_that_costs_less(stories: Sequence[Story], expected: list[list[str]]) -> None:
    assert [[each.name for each in group] for group in together(stories)] == expected


def test_who_tells_of_a_state_is_not_told_with_what_that_is_made_of() -> None:
    stories = [story("A", "state", 40), story("B", "b", 30), story("C", "c", 20)]
    found = together(stories, {"state": frozenset({"c"})})
    assert [[each.name for each in group] for group in found] == [["A", "B"], ["C"]]


def test_a_process_of_promtool_keeps_the_databases_of_few_tests() -> None:
    tests = [Prepared(test="", rules={}, cost=1) for _ in range(3_000)]
    found = list(batches(tests, 2))
    assert sorted(index for batch in found for index in batch) == list(range(3_000))
    assert max(map(len, found)) <= 40
