"""Dashboards keep their uid, within Grafana's 40 characters, and no two names share one."""

from __future__ import annotations

import re
import string

from hypothesis import given
from hypothesis import strategies as st

from conftest import CompileSpec
from lower.empty_shop import context
from tocsin.lower.uids import NAME, dashboard_link, dashboard_uid

_ENDS = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=30).filter(
    lambda end: end[0].isalnum() and end[-1].isalnum()
)
# Many that differ only after what fits into a uid.
_NAMES = _ENDS | st.builds("a-model-whose-name-is-too-long-{}".format, _ENDS)


@given(name=_NAMES, other=_NAMES)
def test_a_uid_is_what_grafana_takes_and_tells_names_apart(name: str, other: str) -> None:
    shop = context()
    uid = dashboard_uid(shop, name)
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", uid)
    assert (dashboard_uid(shop, other) == uid) == (name == other)


@given(names=st.lists(st.one_of(_NAMES, st.builds("{}.{}".format, _ENDS, _ENDS)), min_size=1, max_size=4, unique=True))
def test_one_link_leads_to_the_dashboards_of_all_or_to_the_search(names: list[str]) -> None:
    shop = context()
    path, _, asked = dashboard_link(shop, names).partition("?")
    exact = [path.replace(NAME, name) == f"/d/{dashboard_uid(shop, name)}" for name in names]
    assert all(exact) if path != "/dashboards" else asked.startswith(f"query={NAME}&tag=shop&tag=default")
    assert path != "/dashboards" or any(dashboard_uid(shop, name) != f"shop-default-{name}" for name in names)


def test_without_dashboards_there_is_no_link() -> None:
    assert dashboard_link(context(), []) == ""


def test_a_short_name_is_read_in_the_uid() -> None:
    assert dashboard_uid(context(), "forecast") == "shop-default-forecast"


def test_a_name_that_is_too_long_keeps_its_start() -> None:
    uid = dashboard_uid(context(), "a-model-with-a-name-that-goes-on-and-on")
    assert uid.startswith("shop-default-a-model-with-a-na")
    assert len(uid) == 40


def test_names_that_differ_by_a_dot_have_different_uids(compile_spec: CompileSpec) -> None:
    rows = "rows: {Words: [{text: Hello}]}"
    built = compile_spec(f"platform: {{name: shop, namespace: ml}}\ndashboards: {{a.b: {{{rows}}}, a-b: {{{rows}}}}}")
    uids = [dashboard.uid for compiled in built.compiled for dashboard in compiled.platform.dashboards]
    assert built.diagnostics or len(set(uids)) == 2
