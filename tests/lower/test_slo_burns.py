"""Our alerts on a budget fire when those of Sloth's documented formulas do, on the same traffic; and not for a few lonely events.

Sloth ORs two pairs of windows into one alert for each severity, over shares that it computes from the counters:
https://sloth.dev/introduction/architecture/ and chapter 5 of the SRE workbook.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conftest import CompileSpec, Judge
from lower.slo_proof import Phase, judged, rules

_HOUR = 60
_DAY = 24 * _HOUR
_HEALTHY = Phase(minutes=6 * _HOUR, requests=200)
_BURNS = {
    "10% bad": ((_HEALTHY, Phase(minutes=8 * _HOUR, requests=200, errors=20), _HEALTHY), {"page", "ticket"}),
    "20% bad for an hour": ((_HEALTHY, Phase(minutes=_HOUR, requests=200, errors=40), _HEALTHY), {"page", "ticket"}),
    "2% bad for long": ((Phase(minutes=12 * _HOUR, requests=200), Phase(minutes=18 * _HOUR, requests=200, errors=4)), {"ticket"}),
    "4% bad for a day": ((_HEALTHY, Phase(minutes=_DAY, requests=200, errors=8), _HEALTHY), {"ticket"}),
    "all bad, then nothing": (
        (_HEALTHY, Phase(minutes=_HOUR, requests=200, errors=200), Phase(minutes=8 * _HOUR, requests=0)),
        {"page", "ticket"},
    ),
    "0.5% bad": ((Phase(minutes=_DAY, requests=200, errors=1),), set()),
    "no traffic": ((Phase(minutes=8 * _HOUR, requests=0),), set()),
}
# Windows of a day and more are sums over a recording, which lags by half of its five minutes: at most two steps of two minutes each
# time that an alert begins or ends.
_APART = {"page": 0, "ticket": 4}


@pytest.mark.parametrize("traffic", sorted(_BURNS))
def test_we_fire_when_the_documented_formulas_do(traffic: str, compile_spec: CompileSpec, judge: Judge, tmp_path: Path) -> None:
    phases, fires = _BURNS[traffic]
    length = f"{sum(phase.minutes for phase in phases)}m"
    expected: dict[str, float | None] = {}
    for response in ("page", "ticket"):
        expected[f'sum_over_time(differs{{response="{response}"}}[{length}]) <= bool {_APART[response]}'] = 1
        expected[f'max_over_time(ours{{response="{response}"}}[{length}])'] = int(response in fires)
    files = [rules(compile_spec), _documented(), _compared()]
    assert judged(tmp_path, judge("promtool"), files, phases, {f"max({expr})": value for expr, value in expected.items()}) == ""


@pytest.mark.parametrize(("more", "fires"), [("", 1), (", at_least: 20", 0), (", at_least: 1/m", 0), (", at_least: 3", 1)])
def test_few_events_alert_only_when_they_are_enough(more: str, fires: int, compile_spec: CompileSpec, judge: Judge, tmp_path: Path) -> None:
    # Six requests an hour, of which every second fails.
    phases = (Phase(minutes=6 * _HOUR, requests=0.1, errors=0.05),)
    firing = 'max_over_time((max(ALERTS{alertname="AvailableBudgetBurn",alertstate="firing",long="1h"}) or vector(0))[6h:1m])'
    assert judged(tmp_path, judge("promtool"), [rules(compile_spec, more)], phases, {firing: fires}) == ""


def test_an_alert_says_which_windows_agree_and_how_long_the_budget_lasts(compile_spec: CompileSpec, judge: Judge, tmp_path: Path) -> None:
    phases = (Phase(minutes=2 * _HOUR, requests=200, errors=40),)
    firing = 'ALERTS{alertname="AvailableBudgetBurn",alertstate="firing"}'
    expected: dict[str, float | None] = {
        f'max({firing.replace("}", f""",short="{short}",long="{long}",exhaustion="{exhaustion}",slo="available"}}""")})': 1
        for short, long, exhaustion in (("5m", "1h", "2d2h"), ("30m", "6h", "5d"), ("2h", "1d", "10d"), ("6h", "3d", "30d"))
    }
    assert judged(tmp_path, judge("promtool"), [rules(compile_spec)], phases, {**expected, f"count({firing})": 4}) == ""


def test_events_that_nobody_counts_are_missed_after_the_time_in_which_the_fastest_alert_would_fire(
    compile_spec: CompileSpec, judge: Judge, tmp_path: Path
) -> None:
    text = rules(compile_spec)
    missing = next(
        rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"] if rule.get("alert") == "AvailableEventsMissing"
    )
    # 1h * 14.4 * 1% are 8.64 minutes.
    assert missing["for"] == "9m"
    firing = 'max(ALERTS{alertname="AvailableEventsMissing",alertstate="firing"})'
    phases = (Phase(minutes=10, requests=200), Phase(minutes=20, requests=200))
    assert judged(tmp_path, judge("promtool"), [text], phases, {firing: None}) == ""
    other = text.replace("requests_total", "other_total")
    assert judged(tmp_path, judge("promtool"), [other], phases, {firing: 1, firing.replace("})", "} offset 22m)"): None}) == ""


def _documented() -> str:
    """Return the rules for 99% in 30 days, written from the formulas."""
    windows = ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
    shares = [
        {
            "record": f"documented:sli_error:ratio_rate{window}",
            "expr": f"sum(rate(errors_total[{window}])) / sum(rate(requests_total[{window}]))",
        }
        for window in windows
    ]
    pairs = {"page": (("5m", "1h", 14.4), ("30m", "6h", 6)), "ticket": (("2h", "1d", 3), ("6h", "3d", 1))}
    alerts = [
        {
            "alert": "Documented",
            "expr": " or ".join(
                f"(documented:sli_error:ratio_rate{short} > ({factor} * 0.01) "
                f"and documented:sli_error:ratio_rate{long} > ({factor} * 0.01))"
                for short, long, factor in both
            ),
            "labels": {"response": response},
        }
        for response, both in pairs.items()
    ]
    return yaml.safe_dump({"groups": [{"name": "documented", "rules": [*shares, *alerts]}]})


def _compared() -> str:
    """Return rules that record, at every step, whether each side fires and whether they differ."""
    recordings = []
    for response, severity in (("page", "critical"), ("ticket", "warning")):
        sides = {
            "ours": f'ALERTS{{alertname="AvailableBudgetBurn",alertstate="firing",severity="{severity}"}}',
            "theirs": f'ALERTS{{alertname="Documented",alertstate="firing",response="{response}"}}',
        }
        labels = {"response": response}
        recordings += [{"record": side, "expr": f"max({firing}) or vector(0)", "labels": labels} for side, firing in sides.items()]
        recordings.append(
            {"record": "differs", "expr": f'abs(ours{{response="{response}"}} - theirs{{response="{response}"}})', "labels": labels}
        )
    return yaml.safe_dump({"groups": [{"name": "compared", "rules": recordings}]})
