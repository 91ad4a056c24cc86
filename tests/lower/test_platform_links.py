"""An alert on a whole platform leads to the dashboard that surveys it, where there is one."""

from __future__ import annotations

import pytest

from conftest import CompileSpec

_SPEC = """
platform:
  name: shop
  namespace: ml
  health: {below: 80%}
  cluster: {grafana: {url: "https://grafana.example.org/"}}
models:
  a: {scrape: {port: metrics}}
  b: {scrape: {port: metrics}}
  c: {scrape: {port: metrics}}
"""
_NAMED = "dashboards: {own-overview: {rows: {Row: [alerts: {}]}}}\n"
_OURS = "https://grafana.example.org/d/shop-default-overview"


def _links(compile_spec: CompileSpec, spec: str) -> dict[str, str | None]:
    built = compile_spec(spec)
    assert not built.diagnostics, built.diagnostics
    found = {alert.name: alert.annotations.get("dashboard_url") for alert in built.compiled[0].platform.alerts}
    return {name: link for name, link in found.items() if name in {"PlatformTargetsDown", "PlatformUnhealthy"}}


@pytest.mark.parametrize(
    ("spec", "link"),
    [
        (_SPEC, _OURS),
        (_SPEC + _NAMED, "https://grafana.example.org/d/shop-default-own-overview"),
        (_SPEC.replace("  health:", "  dashboard: false\n  health:"), None),
        (_SPEC.replace("{port: metrics}}", "{port: metrics}, dashboard: false}", 2), None),
        (_SPEC.replace('url: "https://grafana.example.org/"', ""), None),
    ],
)
def test_it_leads_to_the_overview(compile_spec: CompileSpec, spec: str, link: str | None) -> None:
    assert _links(compile_spec, spec) == dict.fromkeys(("PlatformTargetsDown", "PlatformUnhealthy"), link)


def test_its_page_links_the_dashboard_that_it_leads_to_and_no_other(compile_spec: CompileSpec) -> None:
    others = _NAMED.replace("]}}}", "]}}, second-overview: {rows: {Row: [alerts: {}]}}}")
    page = compile_spec(_SPEC + others).artifacts["default/shop/runbooks/PlatformUnhealthy.md"]
    assert [line for line in page.splitlines() if line.startswith("- Dashboard ")] == [
        "- Dashboard [Own overview (default)](https://grafana.example.org/d/shop-default-own-overview)",
        "- Dashboard *Second overview (default)*",
    ]
