"""A group that is too large is divided so that what reads one another is evaluated in order, and one rule more moves almost nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from emit.test_prometheus_rules import ALERT
from tocsin import ir, promql
from tocsin.division.rule_groups import divided, evaluation_order, undivided

ROOM = 5


def _recording(name: str, reads: str | None = None, **labels: str) -> ir.Recording:
    return ir.Recording(record=name, expr=promql.selector(reads or "requests"), labels=labels, at=())


def _alert(name: str, reads: str, severity: str = "warning", **matchers: str) -> ir.Alert:
    return replace(
        ALERT,
        name=name,
        expr=promql.compare(">", promql.Selector(reads, tuple(promql.Matcher(label, "=", value) for label, value in matchers.items())), 1),
        severity=severity,
        labels={"severity": severity},
    )


def _group(*rules: ir.Alert | ir.Recording) -> ir.RuleGroup:
    return ir.RuleGroup(name="fraud.thresholds", interval_ms=60_000, rules=rules, at=())


def _names(groups: tuple[ir.RuleGroup, ...]) -> dict[str, list[str]]:
    return {each.name: [rule.name if isinstance(rule, ir.Alert) else rule.record for rule in each.rules] for each in groups}


# A threshold is a recording and the alerts that read it; some have none.
THRESHOLDS = st.dictionaries(st.integers(0, 200), st.tuples(st.integers(0, 1), st.integers(1, 3)), max_size=15)


def _rules(thresholds: dict[int, tuple[int, int]]) -> list[ir.Alert | ir.Recording]:
    recordings = [_recording(f"m:{number}") for number, (recorded, _) in sorted(thresholds.items()) if recorded]
    alerts = [
        _alert(f"A{number}", f"m:{number}" if recorded else "up", severity)
        for number, (recorded, count) in sorted(thresholds.items())
        for severity in ("info", "warning", "critical")[:count]
    ]
    return [*recordings, *alerts]


@given(THRESHOLDS)
def test_pieces_are_small_keep_every_rule_and_what_is_read_beside_its_readers(thresholds: dict[int, tuple[int, int]]) -> None:
    group = _group(*_rules(thresholds))
    pieces = divided(group, ROOM)
    assert sorted(map(repr, (rule for piece in pieces for rule in piece.rules))) == sorted(map(repr, group.rules))
    assert all(len(piece.rules) <= ROOM and piece.interval_ms == 60_000 for piece in pieces if group.rules)
    assert len({piece.name for piece in pieces}) == len(pieces)
    assert all(undivided(piece.name) == group.name for piece in pieces)
    order = {id(rule): index for index, rule in enumerate(group.rules)}
    for piece in pieces:
        assert [order[id(rule)] for rule in piece.rules] == sorted(order[id(rule)] for rule in piece.rules)
        recorded: set[str] = set()
        for rule in piece.rules:
            if isinstance(rule, ir.Recording):
                recorded.add(rule.record)
            else:
                assert set(promql.metrics(rule.expr)) <= recorded | {"up"}, "read before it is recorded, or elsewhere"
    assert evaluation_order(pieces) == ()


@given(THRESHOLDS, st.integers(0, 200), st.tuples(st.integers(0, 1), st.integers(1, 3)))
def test_a_threshold_more_moves_only_rules_of_the_piece_that_it_falls_into(
    thresholds: dict[int, tuple[int, int]], more: int, made_of: tuple[int, int]
) -> None:
    thresholds.pop(more, None)
    before, after = (
        {repr(rule): piece.name for piece in divided(_group(*_rules(given)), ROOM) for rule in piece.rules}
        for given in (thresholds, {**thresholds, more: made_of})
    )
    assert len({before[rule] for rule in before if before[rule] != after[rule]}) <= 1


@given(THRESHOLDS, st.integers(0, 200))
def test_a_severity_more_moves_no_other_threshold_out_of_an_other_piece(thresholds: dict[int, tuple[int, int]], number: int) -> None:
    before, after = (
        {repr(rule): piece.name for piece in divided(_group(*_rules({**thresholds, number: (1, count)})), ROOM) for rule in piece.rules}
        for count in (1, 2)
    )
    assert len({before[rule] for rule in before if before[rule] != after[rule]}) <= 1


def test_what_more_rules_read_than_a_group_has_room_for_is_recorded_before_them() -> None:
    members = [_recording("m:healthy", model=str(number)) for number in range(7)]
    share = ir.Recording(record="m:share", expr=promql.selector("m:healthy"), labels={}, at=())
    pieces = divided(_group(*members, share, _alert("Unhealthy", "m:share"), _alert("Other", "up")), ROOM)
    assert _names(pieces) == {
        "fraud.thresholds.recordings": ["m:healthy"] * 4,
        "fraud.thresholds.recordings.1": ["m:healthy"] * 3,
        "fraud.thresholds": ["m:share", "Unhealthy", "Other"],
    }
    assert evaluation_order(pieces) == tuple(piece.name for piece in pieces)


def test_a_chain_that_is_too_long_is_recorded_link_by_link() -> None:
    chain = [_recording("a"), *(_recording(name, reads) for name, reads in zip("bcdef", "abcde", strict=True))]
    pieces = divided(_group(*chain, _alert("Long", "f")), 4)
    assert _names(pieces) == {
        "fraud.thresholds.recordings": ["a"],
        "fraud.thresholds.recordings-2": ["b"],
        "fraud.thresholds.recordings-3": ["c"],
        "fraud.thresholds": ["d", "e", "f", "Long"],
    }


def test_recordings_of_one_name_are_told_apart_by_their_labels() -> None:
    rules = [_recording("slo:errors", slo=slo) for slo in "abc"]
    alerts = [_alert(f"Burn{slo}", "slo:errors", severity, slo=slo) for slo in "abc" for severity in ("warning", "critical")]
    pieces = divided(_group(*rules, *alerts), 3)
    assert sorted(map(sorted, _names(pieces).values())) == [sorted(["slo:errors", f"Burn{slo}", f"Burn{slo}"]) for slo in "abc"]


def test_alerts_of_one_name_can_be_parted_too() -> None:
    alerts = [_alert("Same", f"m{number}") for number in range(9)]
    assert all(len(piece.rules) <= 2 for piece in divided(_group(*alerts), 2))


def test_recordings_in_a_circle_are_parted() -> None:
    pieces = divided(_group(_recording("a", "b"), _recording("b", "a"), _alert("Round", "a")), 1)
    assert sorted(name for names in _names(pieces).values() for name in names) == ["Round", "a", "b"]


def test_a_group_with_room_stays_as_it_is() -> None:
    group = _group(_recording("a"), _alert("A", "a"))
    assert divided(group, 2) == (group,)
