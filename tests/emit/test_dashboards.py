"""Dashboards: what Grafana gets, and how."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from msgspec.structs import replace

from emit.small_dashboard import CPU, DEPLOYMENTS, EVERYTHING, LATENCY, REQUESTS, SHAPES, dashboard, panel
from emit.small_platform import CLUSTER, PLATFORM, SOURCES, written
from emit.test_monitors import PROBE, SERVICE
from tocsin import ir
from tocsin.emit.dashboards import emit
from tocsin.ir.dashboards import Shape
from tocsin.units import UNITS

# What grafanalib writes and Grafana has not read since version 8, or only to migrate it away.
LEGACY = {
    *("rows", "sharedCrosshair", "style", "hideControls", "gnetId", "__inputs", "step", "metric", "target", "intervalFactor"),
    *("error", "height", "minSpan", "span", "cacheTimeout", "useTags", "tagsQuery", "tagValuesQuery", "auto_min", "auto_count"),
    *("yaxis", "line", "dataFormat", "cards", "yBucketBound", "limit", "override", "fontSize", "columns", "hideTimeOverride"),
}


def shown(node: ir.Dashboard, platform: ir.Platform = PLATFORM) -> dict[str, Any]:
    """Return the dashboard that Grafana reads."""
    data: dict[str, Any] = json.loads(written(emit(replace(platform, dashboards=(node,))))[f"dashboards/{node.uid}.json"])
    return data


def pictured(node: ir.Panel | ir.TextPanel) -> dict[str, Any]:
    """Return the panel alone, without the row above it."""
    found: dict[str, Any] = shown(dashboard(node))["panels"][1]
    return found


def nodes(data: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield everything in `data` with its path."""
    yield path, data
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from nodes(value, f"{path}/{key}")


def test_nothing_is_null_but_the_value_of_a_first_step() -> None:
    nulls = [path for path, value in nodes(shown(EVERYTHING)) if value is None]
    assert nulls
    assert all(path.endswith("/thresholds/steps/0/value") for path in nulls)


def test_no_key_of_an_old_grafana_is_left() -> None:
    keys = {path.rpartition("/")[2] for path, _ in nodes(shown(EVERYTHING))}
    assert keys & LEGACY == set()
    assert not any("editable" in found or "query" in found for found in shown(EVERYTHING)["panels"])


def test_panels_are_numbered_from_1_in_reading_order() -> None:
    panels = shown(EVERYTHING)["panels"]
    assert [found["id"] for found in panels] == list(range(1, len(panels) + 1))
    assert [found["title"] for found in panels][:2] == ["Service", "Latency"]


def test_every_query_has_a_name_of_its_own_in_its_panel() -> None:
    many = pictured(panel(queries=(LATENCY,) * 30))
    names = [target["refId"] for target in many["targets"]]
    assert (names[0], names[25], names[26]) == ("A", "Z", "AA")
    assert len(set(names)) == 30


def test_every_panel_says_what_it_shows_and_whom_it_asks() -> None:
    for found in shown(EVERYTHING)["panels"]:
        assert found["title"]
        if found["type"] not in {"row", "text"}:
            assert found["description"]
            assert set(found["datasource"]) == {"type", "uid"}
            assert all(set(target["datasource"]) == {"type", "uid"} for target in found["targets"])
            assert found["targets"]


def test_a_panel_without_a_description_is_described_by_its_title() -> None:
    assert pictured(panel(description=""))["description"] == "Latency"


def test_a_limit_that_moves_is_dashed_in_the_colour_of_its_severity() -> None:
    overrides = pictured(panel(queries=(LATENCY, replace(REQUESTS, limits="critical"))))["fieldConfig"]["overrides"]
    assert [each["matcher"] for each in overrides] == [{"id": "byFrameRefID", "options": "B"}]
    told = {each["id"]: each["value"] for each in overrides[0]["properties"]}
    assert (told["color"]["fixedColor"], told["custom.lineStyle"]["fill"]) == ("red", "dash")


def test_panels_ask_the_datasource_that_the_reader_chose() -> None:
    assert pictured(panel())["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
    assert pictured(panel(queries=(CPU,)))["datasource"] == {"type": "stackdriver", "uid": "${cloud_monitoring}"}
    mixed = pictured(panel(queries=(LATENCY, CPU)))
    assert mixed["datasource"] == {"type": "datasource", "uid": "-- Mixed --"}
    assert [target["datasource"]["type"] for target in mixed["targets"]] == ["prometheus", "stackdriver"]


def test_the_variable_of_cloud_monitoring_is_there_only_when_it_is_asked() -> None:
    assert [found["name"] for found in shown(dashboard(panel()))["templating"]["list"]] == ["datasource"]
    assert [found["name"] for found in shown(dashboard(panel(queries=(CPU,))))["templating"]["list"]] == ["datasource", "cloud_monitoring"]


def test_what_can_be_chosen_is_read_as_it_was_written() -> None:
    choice = ir.Choice(name="model", options=(("a, b", "a, b|c"), ("d", "d")))
    (_, found) = shown(dashboard(panel(), choices=(choice,)))["templating"]["list"]
    # Grafana's own way: https://github.com/grafana/grafana/blob/main/public/app/features/variables/custom/reducer.ts
    options = [each.replace(r"\,", ",").strip() for each in re.findall(r"(?:\\,|[^,])+", found["query"])]
    assert options == ["a, b : a, b|c", "d : d"]
    assert (found["type"], found["multi"], found["includeAll"], found["allValue"]) == ("custom", True, True, ".*")
    assert found["current"] == {"text": ["All"], "value": ["$__all"]}


def test_the_platform_s_dashboards_find_each_other_by_its_tag() -> None:
    found = shown(dashboard(tags=("ml", "shop")))
    assert found["tags"] == ["ml", "shop"]
    overviews, all_of_them = found["links"]
    assert (all_of_them["tags"], all_of_them["asDropdown"], all_of_them["title"]) == (["shop"], True, "shop dashboards")
    assert (overviews["tags"], overviews["asDropdown"], overviews["keepTime"]) == (["shop", "prod", "overview"], False, True)
    assert shown(dashboard(tags=()))["tags"] == ["shop"]


def test_a_line_below_has_its_own_colour_and_is_in_sight() -> None:
    defaults = pictured(panel(lines=(ir.Line(op="<", value=0.8, severity="critical"),), unit=UNITS["ratio"]))["fieldConfig"]["defaults"]
    assert defaults["thresholds"]["steps"] == [{"color": "red", "value": None}, {"color": "transparent", "value": 0.8}]
    assert (defaults["custom"]["axisSoftMin"], defaults["custom"]["axisSoftMax"]) == (0.8, 0.8)


def test_a_panel_without_lines_draws_none_and_calls_nothing_good() -> None:
    assert pictured(panel(lines=()))["fieldConfig"]["defaults"]["custom"]["thresholdsStyle"] == {"mode": "off"}
    stat = pictured(panel("stat", lines=()))
    assert stat["fieldConfig"]["defaults"]["thresholds"]["steps"] == [{"color": "text", "value": None}]
    assert stat["options"]["colorMode"] == "value"


def test_a_number_that_no_line_judges_is_not_called_good() -> None:
    stat = pictured(panel("stat", lines=(ir.Line(op="==", value=0.0, severity="critical"),)))
    assert stat == pictured(panel("stat", lines=()))


def test_a_gauge_ends_where_its_unit_ends_or_a_little_above_its_highest_line() -> None:
    assert pictured(panel("gauge", unit=UNITS["ratio"]))["fieldConfig"]["defaults"]["max"] == 1
    assert pictured(panel("gauge"))["fieldConfig"]["defaults"]["max"] == 1.25 * 0.2
    assert "max" not in pictured(panel("gauge", lines=()))["fieldConfig"]["defaults"]


def test_a_fixed_range_overrides_the_dashboard_s_time() -> None:
    assert pictured(panel(options={"range": "7d"}))["timeFrom"] == "7d"
    assert "timeFrom" not in pictured(panel())


def test_the_step_is_at_least_the_longest_scrape_interval() -> None:
    platform = replace(PLATFORM, monitors=(replace(SERVICE, interval_ms=90_500), SERVICE, replace(PROBE, interval_ms=600_000)))
    assert shown(dashboard(panel()), platform)["panels"][1]["targets"][0]["interval"] == "91s"
    assert pictured(panel())["targets"][0]["interval"] == "30s"


def test_columns_of_a_table_are_called_after_what_they_hold() -> None:
    def names(*queries: ir.PromQuery) -> object:
        *merged, organised = pictured(panel("table", queries=queries))["transformations"]
        assert merged == ([{"id": "merge", "options": {}}] if len(queries) > 1 else [])
        return organised["options"]["renameByName"]

    assert names(REQUESTS) == {"Value": "requests"}
    assert names(LATENCY) == {"Value": "Latency"}
    assert names(LATENCY, REQUESTS) == {"Value #B": "requests"}


def test_numbers_of_a_table_have_the_colours_of_its_lines() -> None:
    def cells(node: ir.Panel) -> object:
        (override,) = pictured(node)["fieldConfig"]["overrides"]
        return override["properties"][0]["value"]

    assert cells(panel("table")) == {"type": "color-background", "mode": "basic"}
    assert cells(panel("table", lines=())) == {"type": "auto"}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_picture_of_what_is_now_asks_for_nothing_else(shape: Shape) -> None:
    (target,) = pictured(panel(shape))["targets"]
    assert target["instant"] is (shape in {"stat", "gauge", "table", "barchart", "alerts"})


@pytest.mark.parametrize("delivery", ["sidecar", "operator"])
def test_without_a_folder_the_object_names_none(delivery: Literal["sidecar", "operator"]) -> None:
    platform = replace(PLATFORM, cluster=replace(CLUSTER, grafana_delivery=delivery), dashboards=(dashboard(folder="", sources=SOURCES),))
    assert "folder" not in "".join(text for path, text in written(emit(platform)).items() if path.endswith(".yaml"))
    assert "target-directory" not in "".join(written(emit(platform)).values())


def test_an_axis_begins_at_zero_unless_the_last_digits_matter() -> None:
    def lowest(unit: str, *lines: ir.Line) -> object:
        return pictured(panel(unit=UNITS[unit], lines=lines))["fieldConfig"]["defaults"].get("custom", {}).get("axisSoftMin")

    above = ir.Line(op=">", value=0.8, severity="critical")
    below = replace(above, op="<")
    assert [lowest("seconds"), lowest("requests"), lowest("bytes", above)] == [0, 0, 0]
    assert lowest("seconds", replace(above, value=-1.0)) == -1
    assert [lowest("ratio"), lowest("celsius"), lowest("timestamp_seconds")] == [None, None, None]
    # How far a share of errors is from its limit is seen from 0; how near an accuracy is to its own, is not.
    assert [lowest("ratio", above), lowest("ratio", below), lowest("celsius", above)] == [0, 0.8, 0.8]


@pytest.mark.parametrize(
    ("ops", "calcs", "by", "descending"),
    [("", ["lastNotNull", "max"], "Max", True), (">", ["lastNotNull", "max"], "Max", True), ("<", ["lastNotNull", "min"], "Min", False),
     ("<>", ["lastNotNull", "max"], "Max", True)],
)  # fmt: skip
def test_the_worst_of_many_lines_stands_first_in_the_legend(ops: str, calcs: list[str], by: str, *, descending: bool) -> None:
    goal = ir.Line(op=">", value=1.0, severity=None)
    legend = pictured(panel(lines=(goal, *(ir.Line(op=op, value=0.5, severity="warning") for op in ops))))["options"]["legend"]
    assert (legend["calcs"], legend["sortBy"], legend["sortDesc"]) == (calcs, by, descending)


def test_no_mark_has_the_colour_of_a_severity() -> None:
    found = shown(dashboard(annotations=(DEPLOYMENTS,) * 4))["annotations"]["list"]
    assert not {"red", "orange", "blue", "green"} & {each["iconColor"] for each in found}


def test_what_grafana_takes_anyway_is_not_said() -> None:
    assert pictured(panel(lines=()))["fieldConfig"]["defaults"]["custom"] == {
        "fillOpacity": 10,
        "thresholdsStyle": {"mode": "off"},
        "axisSoftMin": 0,
    }
