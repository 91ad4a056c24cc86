"""Which alerts fire, since when, and where their runbooks are."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from answered import Asked, refusal
from conftest import CompileSpec, Judge
from lower.shop import SHOP
from tocsin import ir, promql
from tocsin.lower.panels.alerts import firing_alerts, since
from tocsin.lower.panels.runbooks import runbook_link

_RULES = yaml.safe_dump(
    {"groups": [{"name": "g", "rules": [{"alert": "Down", "expr": "up == 0", "for": "2m", "labels": {"model": "chat"}}]}]}
)
_SERIES = {
    'up{job="a"}': "1x2 0x20",
    'up{job="b"}': "1x5 0x20",
    'up{job="c"}': "1x8 0x20",
    'ALERTS{alertname="Kept",alertstate="firing",model="chat"}': "1x20",
    'ALERTS{alertname="Down",alertstate="firing",model="code"}': "1x20",
}


def test_prometheus_says_since_when_each_alert_has_held_and_1_where_it_does_not_know(tmp_path: Path, judge: Judge) -> None:
    asked = promql.to_text(since(firing_alerts({"model": "chat"})))
    answer = {
        '{alertname="Down", job="a", model="chat"}': 3 * 60_000,
        '{alertname="Down", job="b", model="chat"}': 6 * 60_000,
        'ALERTS{alertname="Kept", alertstate="firing", model="chat"}': 1,
    }
    assert refusal(judge("promtool"), tmp_path, [Asked(asked, "10m", answer)], series=_SERIES, rules=[_RULES]) == ""


def alerts(compile_spec: CompileSpec, runbooks: str) -> list[ir.Alert]:
    built = compile_spec(SHOP.replace("platform:\n", f"platform:\n  runbooks: {runbooks}\n", 1))
    assert not built.diagnostics, built.diagnostics
    found = [alert for rules in built.compiled[0].platform.rules for group in rules.groups for alert in group.rules]
    return [alert for alert in found if isinstance(alert, ir.Alert) and alert.labels.get("model") in {"a", "b"}]


@pytest.mark.parametrize(
    ("runbooks", "link"),
    [
        ("https://wiki.example.com/<< alert >>.html", "https://wiki.example.com/${__value.raw}.html"),
        # Of two models no cell tells which.
        ("https://wiki.example.com/<< model >>/<< alert >>", ""),
        ("https://wiki.example.com/all", ""),
        ("https://wiki.example.com/<< alert >>?a=$b", ""),
    ],
)
def test_the_link_to_runbooks_that_differ_by_the_name_of_their_alert(compile_spec: CompileSpec, runbooks: str, link: str) -> None:
    assert runbook_link(alerts(compile_spec, runbooks)) == link


def test_an_own_dashboard_knows_whose_runbooks_they_are(compile_spec: CompileSpec) -> None:
    of_a = [alert for alert in alerts(compile_spec, "https://wiki.example.com/<< model >>/<< alert >>") if alert.labels["model"] == "a"]
    assert runbook_link(of_a) == "https://wiki.example.com/a/${__value.raw}"
    assert runbook_link([]) == ""
