"""The table of the alerts that fire: which, how bad, since when, and what to do."""

from __future__ import annotations

from typing import Any

from emit.small_dashboard import panel
from emit.test_dashboards import pictured

RUNBOOK = "https://runbooks.example.com/${__value.raw}"


def table(**options: str) -> dict[str, Any]:
    return pictured(panel("alerts", options={"alert_labels": {"model": "fraud"}, **options}))


def special(found: dict[str, Any], **matcher: str) -> dict[str, Any]:
    """Return what is special about some columns, by the names of the properties."""
    (properties,) = (each["properties"] for each in found["fieldConfig"]["overrides"] if each["matcher"] == matcher)
    return {each["id"]: each["value"] for each in properties}


def test_an_empty_table_says_that_nothing_fires_and_an_empty_cell_says_nothing() -> None:
    found = table()
    assert found["fieldConfig"]["defaults"]["noValue"] == "No alert fires"
    assert special(found, id="byType", options="string") == {"noValue": ""}


def test_the_value_is_the_time_since_when_unless_that_is_not_known() -> None:
    found = table()
    (organised,) = (each["options"] for each in found["transformations"])
    assert organised["renameByName"]["Value"] == "Since"
    assert "Value" not in organised["excludeByName"]
    since = special(found, id="byName", options="Since")
    assert since["unit"] == "dateTimeFromNow"
    assert since["mappings"][0]["options"]["1"]["text"] == "unknown"


def test_the_gravest_stands_above_and_of_these_the_newest() -> None:
    assert table()["options"]["sortBy"] == [{"displayName": "Severity", "desc": False}, {"displayName": "Since", "desc": True}]


def test_the_windows_of_a_burn_rate_are_no_columns() -> None:
    (organised,) = (each["options"] for each in table()["transformations"])
    assert {"short", "long", "exhaustion"} <= organised["excludeByName"].keys()
    assert not {"slo", "instance"} & organised["excludeByName"].keys()


def test_an_alert_leads_to_its_runbook_where_there_is_one() -> None:
    assert special(table(runbook=RUNBOOK), id="byName", options="Alert")["links"][0]["url"] == RUNBOOK
    assert "links" not in str(table(runbook=""))
