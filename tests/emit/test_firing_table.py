"""The table of the alerts that fire: which, how bad, since when, and what to do."""

from __future__ import annotations

from typing import Any

from emit.small_dashboard import SEVERITIES, panel, query
from emit.test_dashboards import pictured

RUNBOOK = "https://runbooks.example.com/${__value.raw}"


def table(**options: str) -> dict[str, Any]:
    return pictured(panel("alerts", options=options))


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
    """By their gravity: by name `info` stands before `warning`. Grafana sorts by the value, and shows the word that it is mapped to."""
    found = table()
    assert found["options"]["sortBy"] == [{"displayName": "Severity", "desc": True}, {"displayName": "Since", "desc": True}]
    (organised,) = (each["options"] for each in found["transformations"])
    assert organised["renameByName"]["gravity"] == "Severity"
    assert organised["excludeByName"]["severity"]
    (mapped,) = special(found, id="byName", options="Severity")["mappings"]
    assert {value: (each["text"], each["color"]) for value, each in mapped["options"].items()} == {
        "1": ("info", "blue"),
        "2": ("warning", "orange"),
    }


def test_alerts_that_are_all_of_one_severity_have_no_column_for_it() -> None:
    found = pictured(panel("alerts", queries=(query('ALERTS{alertstate="firing",severity="warning"}'),), states=SEVERITIES))
    (organised,) = (each["options"] for each in found["transformations"])
    assert {"gravity", "severity"} <= organised["excludeByName"].keys()


def test_the_windows_of_a_burn_rate_are_no_columns() -> None:
    (organised,) = (each["options"] for each in table()["transformations"])
    assert {"short", "long", "exhaustion"} <= organised["excludeByName"].keys()
    assert not {"slo", "instance"} & organised["excludeByName"].keys()


def test_whom_an_alert_is_about_leads_to_its_dashboard_where_several_are_shown() -> None:
    found = table(dashboard="/d/shop-${__value.raw}")
    for column in ("Model", "Subject"):
        assert special(found, id="byName", options=column)["links"][0]["url"] == "/d/shop-${__value.raw}"
    assert "links" not in str(table()) + str(table(dashboard=""))


def test_an_alert_leads_to_its_runbook_where_there_is_one() -> None:
    assert special(table(runbook=RUNBOOK), id="byName", options="Alert")["links"][0]["url"] == RUNBOOK
    assert "links" not in str(table(runbook=""))
