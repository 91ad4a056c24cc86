"""`tocsin alerts`: every alert with who is told of it, for a terminal, for a page and for programs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from command import tocsin

_SHOP = """\
platform: {name: shop, namespace: shop}
metrics:
  queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}
  answers: {series: answers_total, type: counter, unit: requests, labels: {model: model, code: code}}
  failed: {ratio: {of: answers, where: {code: error}}}
environments: {prod: {}, staging: {namespace: shop-staging}}
receivers:
  chat: {webhook: {url: {secret: chat, key: url}}}
  page: {webhook: {url: {secret: page, key: url}}}
routing:
  intervals: {nights: [{times: ["22:00-06:00"]}]}
  receiver: chat
  routes:
    critical: {when: {severity: critical}, to: page}
    rest: {when: {severity: warning}, to: chat, mute: [nights]}
models:
  chat: {slos: {fine: {metric: failed, objective: 99%, absent: false}}}
"""
_MODELS = "".join(
    f"  {name}: {{thresholds: {{queue: {{above: {{warning: 10, critical: 20}}, for: 5m, no_data: false}}}}}}\n"
    for name in ("forecast", "ranking", "search", "vision")
)
_GUEST = """\
platform: {name: ml, namespace: ml}
metrics: {queue: {series: waiting, type: gauge, unit: requests, labels: {model: model, path: path}}}
environments: {prod: {}}
models: {own: {thresholds: {queue: {above: 1, no_data: false}}}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository of a platform in two environments, and one that has no routing of its own."""
    for name, text in (("shop", _SHOP + _MODELS), ("ml", _GUEST)):
        folder = tmp_path / "specs" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def _alerts(root: Path, *arguments: str) -> Result:
    return tocsin(root, "alerts", *arguments)


def _rows(root: Path, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_alerts(root, "--format", "json", *arguments).stdout)
    return found


def test_alerts_stand_by_gravity_and_once_for_all_models_and_environments(root: Path) -> None:
    told = _alerts(root, "--platform", "shop").stdout.splitlines()
    assert told[0] == "shop in prod and staging"
    assert [line.split()[:2] for line in told[1:-1]] == [
        ["critical", "FineBudgetBurn"],
        ["critical", "FineBudgetBurn"],
        ["critical", "QueueHigh"],
        ["warning", "FineBudgetBurn"],
        ["warning", "FineBudgetBurn"],
        ["warning", "QueueHigh"],
    ]
    assert told[1].split("  ")[1:3] == ["critical", "FineBudgetBurn (5m, 1h)"]
    assert re.split(" {2,}", told[3].strip())[2:] == ["forecast, ranking, search and 1 more", "queue above 20", "5m", "page"]
    assert told[6].endswith("chat (not in nights)")
    assert told[-1] == "24 alerts; by severity: critical 12, warning 12; told: page 12, chat 12"


def test_who_is_told_of_a_platform_without_a_routing_another_says(root: Path) -> None:
    (own,) = _rows(root, "--platform", "ml")
    assert (own["alert"], own["told"], own["receivers"]) == ("QueueHigh", "chat (not in nights)", ["chat"])


def test_a_program_gets_each_alert_with_its_place(root: Path) -> None:
    (found,) = _rows(root, "--of", "ranking", "--severity", "critical", "--environment", "prod")
    assert (found["platform"], found["environment"], found["for"], found["when"]) == ("shop", "prod", "5m", "queue above 20")
    assert (found["file"], found["line"]) == ("specs/shop/shop.yaml", 19)
    assert found["labels"]["model"] == "ranking"
    assert found["expr"].endswith("> 20")
    assert found["annotations"]["summary"] == "ranking: queue above 20"


def test_only_those_that_come_to_a_receiver(root: Path) -> None:
    assert {each["severity"] for each in _rows(root, "--told", "page")} == {"critical"}
    assert {each["alert"] for each in _rows(root, "--alert", "FineBudgetBurn", "--told", "chat")} == {"FineBudgetBurn"}
    assert _rows(root, "--told", "page", "--severity", "warning") == []
    assert _alerts(root, "--told", "page", "--severity", "warning").stdout == "0 alerts\n"


@pytest.mark.parametrize(
    ("option", "given", "said"),
    [
        ("--told", "pgae", "there is no receiver `pgae`\n  = help: did you mean `page`?"),
        ("--of", "rankin", "there is no model or component `rankin`\n  = help: did you mean `ranking`?"),
        ("--severity", "critcal", "there is no severity `critcal`\n  = help: did you mean `critical`?"),
        ("--alert", "QueueHihg", "there is no alert `QueueHihg`\n  = help: did you mean `QueueHigh`?"),
        ("--environment", "prd", "there is no environment `prd`\n  = help: did you mean `prod`?"),
    ],
)
def test_a_name_that_nothing_has_is_told(root: Path, option: str, given: str, said: str) -> None:
    answer = _alerts(root, option, given)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert said in answer.stderr


@pytest.mark.parametrize("asked", [("--told", "nobody"), ("--told", "archive"), ("--severity", "info"), ("--of", "gateway")])
def test_a_name_of_which_there_is_no_alert_is_none_that_nothing_has(root: Path, asked: tuple[str, str]) -> None:
    named = _SHOP.replace("receivers:", "receivers:\n  archive: {discard: true}").replace("models:", "components: {gateway: {}}\nmodels:")
    watched = named.replace("  routes:", "  routes:\n    rest-of-it: {when: {alertname: Watchdog}, to: archive}")
    (root / "specs/shop/shop.yaml").write_text(watched + _MODELS, encoding="utf-8")
    answer = _alerts(root, "--platform", "shop", *asked)
    assert (answer.exit_code, answer.stdout) == (0, "0 alerts\n"), answer.output


def test_of_many_receivers_those_that_are_told_most_are_counted(root: Path) -> None:
    names = [f"team-{number:02}" for number in range(12)]
    receivers = "".join(f"  {name}: {{discard: true}}\n" for name in names)
    routes = "".join(f"    {name}: {{when: {{model: {name}}}, to: {name}}}\n" for name in names)
    models = "".join(f"  {name}: {{thresholds: {{queue: {{above: 1, no_data: false}}}}}}\n" for name in names)
    shop = _SHOP.replace("  routes:\n", f"  routes:\n{routes}").replace("receivers:\n", f"receivers:\n{receivers}")
    (root / "specs/shop/shop.yaml").write_text(shop + models, encoding="utf-8")
    assert _alerts(root, "--platform", "shop").stdout.splitlines()[-1].endswith(" and 4 more")


def test_those_of_which_nobody_is_told(root: Path) -> None:
    (root / "specs/shop/shop.yaml").unlink()
    (own,) = _rows(root, "--told", "nobody")
    assert (own["alert"], own["told"], own["receivers"]) == ("QueueHigh", "nobody", [])
    assert _alerts(root).stdout.splitlines()[-1] == "1 alert; by severity: warning 1; told: nobody 1"


def test_a_page_has_a_table_for_each_platform(root: Path) -> None:
    page = _alerts(root, "--format", "markdown", "--platform", "ml").stdout
    assert page.splitlines()[2:] == [
        "### ml in prod",
        "",
        "| severity | alert | of | when | for | told |",
        "| --- | --- | --- | --- | --- | --- |",
        "| warning | QueueHigh | own | queue above 1 | 5m | chat (not in nights) |",
    ]


def test_what_authors_call_things_does_not_break_the_table(root: Path) -> None:
    spec = _GUEST.replace("above: 1", 'above: 1, where: {path: {matches: "/a|/<b>`"}}')
    (root / "specs/ml/ml.yaml").write_text(spec, encoding="utf-8")
    row = _alerts(root, "--format", "markdown", "--platform", "ml").stdout.splitlines()[-1]
    assert row == r"| warning | QueueHigh | own | queue (path /a\|/&lt;b>\`) above 1 | 5m | chat (not in nights) |"


def test_mistakes_in_the_specs_are_told_instead(root: Path) -> None:
    (root / "specs/shop/more.yaml").write_text("modles: {}\n", encoding="utf-8")
    answer = _alerts(root)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "did you mean `models`?" in answer.stderr
