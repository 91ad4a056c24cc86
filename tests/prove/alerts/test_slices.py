import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from tocsin.prove.alerts.documents import UnreadableError
from tocsin.prove.alerts.slices import read_rules

TEXT = """\
groups:
- name: first
  interval: 30s
  rules:
  - {record: "a:b", expr: "sum(x)"}
  - {record: "c:d", expr: "a:b / y"}
- name: second
  rules:
  - {alert: High, expr: "c:d > 1", for: 010, labels: {severity: warning}}
  - {alert: High, expr: "c:d > 2", labels: {severity: critical}}
  - {alert: Low, expr: "y < 1"}
  - {alert: Any, expr: '{__name__=~"a:.*"} > 1'}
  - {alert: Both, expr: 'ALERTS{alertname="Low"}'}
"""
FILES = sorted((REPOSITORY / "generated").glob("*/*/prometheus/*.rules.yaml"))


@pytest.mark.parametrize(
    ("asked", "needed"),
    [
        ({"High"}, ["a:b", "c:d", "High", "High"]),
        ({"Low"}, ["Low"]),
        ({"c:d"}, ["a:b", "c:d"]),
        ({"Any"}, ["a:b", "c:d", "High", "High", "Low", "Any", "Both"]),
        ({"Both"}, ["a:b", "c:d", "High", "High", "Low", "Any", "Both"]),
        ({"Nobody"}, []),
    ],
)
def test_a_slice_has_the_rules_of_the_names_and_what_they_read(asked: set[str], needed: list[str]) -> None:
    assert [rule.name for rule in read_rules(TEXT).needed_by(asked).rules] == needed


def test_texts_stay_as_they_were_written_and_groups_keep_their_interval() -> None:
    (first, second) = json.loads(read_rules(TEXT).needed_by({"High"}).text())["groups"]
    assert (first["name"], first["interval"]) == ("first", "30s")
    assert second["rules"][0] == {"alert": "High", "expr": "c:d > 1", "for": "010", "labels": {"severity": "warning"}}


@given(st.sampled_from(FILES), st.data())
def test_every_rule_of_a_slice_is_as_it_was_delivered(path: Path, data: st.DataObject) -> None:
    text = path.read_text(encoding="utf-8")
    delivered = [rule for group in yaml.load(text, Loader=yaml.CBaseLoader)["groups"] for rule in group["rules"]]  # noqa: S506
    names = [rule.get("alert", rule.get("record")) for rule in delivered]
    asked = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=3))
    cut = yaml.safe_load(read_rules(text).needed_by(asked).text())
    found = [rule for group in cut["groups"] for rule in group["rules"]]
    assert [rule for rule in delivered if rule in found] == found
    assert asked <= {rule.get("alert", rule.get("record")) for rule in found}


@pytest.mark.parametrize("text", ["", "a", "groups: 1", "groups: [1]", "groups: [{rules: [1]}]", "groups: ["])
def test_what_is_no_rule_file_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_rules(text)
