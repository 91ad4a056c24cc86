"""Generated configurations, taken over and built: the same alerts get to the same receivers, grouped, timed and muted as before."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from functools import cache

import yaml
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from adopt.alertmanager.clock import holds
from adopt.alertmanager.generated import LABEL_SETS, RECEIVERS, TIMES, TREES, Arrival, Branch, arrivals, configuration
from adopt.alertmanager.taking import Taken, taken
from conftest import Judge
from tocsin.adopt.names import kept
from tocsin.duration import parse_duration
from tocsin.prove.routing.judgement import Question, arguments, ask
from tocsin.prove.routing.written import document, tree
from tocsin.routing.tree import hops

_LABEL_SETS = int(os.environ.get("TOCSIN_LABEL_SETS", "600"))
"""How many label sets are tried in all; each is two calls of amtool."""
_A_TREE = 20


def renamed(name: str, names: tuple[str, ...]) -> str:
    taken_names: set[str] = set()
    found = {}
    for each in names:
        found[each] = kept(each, taken_names)
        taken_names.add(found[each])
    return found[name]


@settings(
    max_examples=max(1, _LABEL_SETS // _A_TREE),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example is forty calls of amtool: to shrink one takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(root=TREES, alerts=st.lists(LABEL_SETS, min_size=_A_TREE, max_size=_A_TREE))
def test_an_alert_is_told_as_before(root: Branch, alerts: list[dict[str, str]], judge: Judge) -> None:
    text = yaml.safe_dump(configuration(root), allow_unicode=True, sort_keys=False)
    found = taken(text)
    assume(not any("cannot be said" in each for each in found.lost))
    assert not found.lost
    amtool = judge("amtool")
    expected = {arguments(labels): arrivals(root, labels) for labels in alerts}
    before = [Question(labels, tuple(each.receiver for each in told)) for labels, told in expected.items()]
    after = [Question(labels, tuple(renamed(each.receiver, RECEIVERS) for each in told)) for labels, told in expected.items()]
    for configured, questions in ((text, before), (found.built, after)):
        answers = ask(amtool, configured, questions)
        assert {each.labels: answers[each].receivers for each in questions} == {each.labels: each.expected for each in questions}
    for labels, told in expected.items():
        assert built(found, dict(labels)) == [called(each) for each in told]


def called(arrival: Arrival) -> tuple[object, ...]:
    """Return how an alert is told, under the names of the spec; what never holds mutes nothing."""
    waits = tuple(parse_duration(each) for each in arrival.waits)
    mute, active = (frozenset(renamed(each, tuple(TIMES)) for each in names if TIMES[each]) for names in (arrival.mute, arrival.active))
    return (renamed(arrival.receiver, RECEIVERS), arrival.group_by, *waits, mute, active)


def built(found: Taken, labels: dict[str, str]) -> list[tuple[object, ...]]:
    """Return how the built file says an alert is told, by our model of Alertmanager."""
    root = tree(document(found.built))
    assert root is not None
    return [
        (
            hop.receiver, frozenset(hop.group_by), hop.group_wait_ms, hop.group_interval_ms, hop.repeat_interval_ms,
            frozenset(hop.mute), frozenset(hop.active),
        )
        for hop in hops(root, lambda label: labels.get(label, ""))
    ]  # fmt: skip


_BEGINS = datetime(2025, 12, 30, tzinfo=UTC)
_MOMENTS = st.integers(min_value=0, max_value=3 * 366 * 24 * 60).map(lambda minutes: _BEGINS + timedelta(minutes=minutes))


@settings(max_examples=300, deadline=None)
@given(moment=_MOMENTS)
def test_an_interval_holds_when_it_did(moment: datetime) -> None:
    written = {each["name"]: each["time_intervals"] for each in document(_muted().built)["time_intervals"]}
    for name, entries in TIMES.items():
        assert holds(written.get(renamed(name, tuple(TIMES)), ()), moment) == holds(entries, moment), name


@cache
def _muted() -> Taken:
    root = Branch((), "default", None, (None, None, None), continues=False, mute=(), active=(), branches=())
    return taken(yaml.safe_dump(configuration(root)))
