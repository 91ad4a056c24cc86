"""Every dashboard that is generated keeps the rules of dashboard-linter that are about what a compiler writes.

https://github.com/grafana/dashboard-linter/blob/main/docs/index.md: its rules for the variables and matchers `job` and `instance` are for
dashboards that are made for any cluster; these are made for one platform, whose selectors stand in every query.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY
from tocsin import promql

_DASHBOARDS = sorted((REPOSITORY / "generated").glob("*/*/dashboards/*.json"))
_OF_NO_METRIC = {"row", "text"}
_each_dashboard = pytest.mark.parametrize("path", _DASHBOARDS, ids=lambda path: path.relative_to(REPOSITORY / "generated").as_posix())
_RATES = {"rate", "irate", "increase", "resets", "changes"}


def test_there_are_dashboards() -> None:
    assert len(_DASHBOARDS) > 20


@_each_dashboard
def test_the_first_variable_chooses_the_prometheus_that_is_asked(path: Path) -> None:
    first = _read(path)["templating"]["list"][0]
    assert (first["type"], first["name"], first["label"], first["query"]) == ("datasource", "datasource", "Data source", "prometheus")


@_each_dashboard
def test_every_panel_asks_a_datasource_that_is_chosen(path: Path) -> None:
    chosen = {f"${{{variable['name']}}}" for variable in _read(path)["templating"]["list"] if variable["type"] == "datasource"}
    for panel in _panels(path):
        assert panel["datasource"]["uid"] in chosen | {"-- Mixed --", "-- Grafana --"}
        assert all(target["datasource"]["uid"] in chosen for target in panel["targets"])


@_each_dashboard
def test_every_panel_has_a_title_a_description_queries_and_a_unit(path: Path) -> None:
    for panel in _panels(path):
        assert panel["title"]
        assert panel["description"]
        assert panel["targets"]
        assert panel["fieldConfig"]["defaults"].get("unit") or panel["type"] in {"table", "state-timeline", "heatmap"}, panel["title"]


@_each_dashboard
def test_every_query_is_promql_and_rates_its_counters(path: Path) -> None:
    for target in (target for panel in _panels(path) for target in panel["targets"] if "expr" in target):
        expr = promql.parse(re.sub(r"\$__(rate_interval|range|interval)", "5m", target["expr"]))
        assert not isinstance(expr, promql.ParseFailure), target["expr"]
        assert not list(_bare_counters(expr)), target["expr"]


@_each_dashboard
def test_nobody_edits_what_is_generated(path: Path) -> None:
    assert _read(path)["editable"] is False


def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def _panels(path: Path) -> Iterator[dict[str, Any]]:
    pending = list(_read(path)["panels"])
    while pending:
        panel = pending.pop()
        pending += panel.get("panels", [])
        if panel["type"] not in _OF_NO_METRIC:
            yield panel


def _bare_counters(expr: promql.Expr, *, rated: bool = False) -> Iterator[str]:
    """Yield the counters that nothing rates, by the name that clients give them."""
    if isinstance(expr, promql.Selector) and (expr.metric or "").endswith("_total") and not rated:
        yield expr.metric or ""
    inside = rated or (isinstance(expr, promql.Call) and (expr.function in _RATES or expr.function == "absent"))
    for child in expr.children:
        yield from _bare_counters(child, rated=inside)
