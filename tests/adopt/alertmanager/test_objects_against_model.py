"""Generated AlertmanagerConfigs: alerts of their namespaces are told as the operator's Alertmanager tells them."""

from __future__ import annotations

from typing import Any, Final

import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from adopt.alertmanager.generated import INTERVALS, LABEL_SETS, RECEIVERS, TIMES, TREES, Branch, arrivals
from adopt.alertmanager.taking import Taken, taken
from adopt.alertmanager.test_against_amtool import built, called

_WAITS: Final = ("groupWait", "groupInterval", "repeatInterval")


def alertmanager_config(root: Branch, namespace: str) -> str:
    """Return the object as it is applied."""
    spec = {
        "route": _route(root),
        "receivers": [{"name": each} for each in RECEIVERS],
        "muteTimeIntervals": [{"name": name, "timeIntervals": [_times(each) for each in TIMES[name]]} for name in INTERVALS],
    }
    return yaml.safe_dump({"kind": "AlertmanagerConfig", "metadata": {"name": f"of-{namespace}", "namespace": namespace}, "spec": spec})


def _route(branch: Branch) -> dict[str, Any]:
    route: dict[str, Any] = dict(zip(_WAITS, branch.waits, strict=True)) | {
        "receiver": branch.receiver,
        "groupBy": None if branch.group_by is None else list(branch.group_by),
        "continue": branch.continues,
        "muteTimeIntervals": list(branch.mute),
        "activeTimeIntervals": list(branch.active),
        "matchers": [
            {"name": each.label, "value": each.value, "regex": True}
            if each.syntax == "old" and each.op == "=~"
            else {"name": each.label, "value": each.value, "matchType": each.op}
            for each in branch.matchers
        ],
        "routes": [_route(each) for each in branch.branches],
    }
    return {key: value for key, value in route.items() if value is not None}


def _times(entry: dict[str, Any]) -> dict[str, Any]:
    days = [each.partition(":") for each in entry.get("days_of_month", ())]
    return {
        "times": [{"startTime": each["start_time"], "endTime": each["end_time"]} for each in entry.get("times", ())],
        "daysOfMonth": [{"start": int(first), **({"end": int(last)} if last else {})} for first, _, last in days],
        **{key: entry[key] for key in ("weekdays", "months", "years") if key in entry},
    }


def _whole(*texts: str) -> Taken:
    found = taken(*texts)
    assume(not any("cannot be said" in each for each in found.lost))
    assert not found.lost
    return found


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(root=TREES, alerts=st.lists(LABEL_SETS, min_size=10, max_size=10))
def test_one_is_the_tree_of_its_namespace(root: Branch, alerts: list[dict[str, str]]) -> None:
    found = _whole(alertmanager_config(root, "ml"))
    for labels in alerts:
        mine = {**labels, "namespace": "ml"}
        assert built(found, mine) == [called(each) for each in arrivals(root, mine)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(first=TREES, second=TREES, alerts=st.lists(LABEL_SETS, min_size=10, max_size=10))
def test_several_are_told_each_of_its_own(first: Branch, second: Branch, alerts: list[dict[str, str]]) -> None:
    """Those of the second are called otherwise, since the names of the first are taken."""
    found = _whole(alertmanager_config(first, "ml"), alertmanager_config(second, "web"))
    for labels in alerts:
        mine = {**labels, "namespace": "ml"}
        assert built(found, mine) == [called(each) for each in arrivals(first, mine)]
        theirs = {**labels, "namespace": "web"}
        assert [told[1:5] for told in built(found, theirs)] == [called(each)[1:5] for each in arrivals(second, theirs)]
        (nobody,) = built(found, {**labels, "namespace": "other"})
        assert found.spec["receivers"][str(nobody[0])] == {"discard": True}
