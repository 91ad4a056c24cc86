"""`tocsin diff`: a branch in the words of the specs, for a terminal, for the page of a pull request and for programs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from repository import git
from tocsin.cli import main

_BASE = """\
platform: {name: shop, namespace: shop}
metrics: {queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}}
environments: {prod: {}, staging: {namespace: shop-staging}}
receivers: {chat: {discard: true}, page: {pagerduty: {routing_key: {secret: page, key: key}}}}
dashboards: {all: {rows: {Row: [{queue: {width: 12}}]}}}
routing: {receiver: chat, routes: {critical: {when: {severity: critical}, to: page}}}
"""
_MODELS = "models:\n" + "".join(
    f"  {name}: {{workload: {{deployment: {name}}}, scaling: {{replicas: {{min: 1, max: 9}}, targets: {{cpu: 70%}}}},"
    f" thresholds: {{queue: {{above: 10, for: 5m, no_data: false}}}}}}\n"
    for name in ("chat", "forecast", "ranking", "search", "vision")
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository of one platform in two environments, on a branch that has not changed anything yet."""
    folder = tmp_path / "specs" / "shop"
    folder.mkdir(parents=True)
    (folder / "base.yaml").write_text(_BASE)
    (folder / "modèles.yaml").write_text(_MODELS)
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "a")
    git(tmp_path, "checkout", "-b", "work")
    return tmp_path


def _edit(root: Path, old: str, new: str, file: str = "modèles.yaml") -> None:
    path = root / "specs/shop" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def _diff(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "diff", *(arguments or ("main",))], catch_exceptions=False)


def _told(root: Path) -> list[str]:
    done = _diff(root)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def test_nothing_differs(root: Path) -> None:
    _edit(root, "models:\n", "# a comment\n\nmodels:\n")
    assert _told(root) == ["nothing differs"]


def test_models_that_change_alike_are_told_once(root: Path) -> None:
    _edit(root, "for: 5m", "for: 10m")
    assert _told(root) == [
        "shop in prod and staging",
        "  alerts",
        "    ~ QueueHigh (warning) of chat, forecast, ranking and 2 more",
        "        for: 5m -> 10m",
        "what differs: alerts 10",
    ]


def test_a_picture_of_every_environment_is_told_once(root: Path) -> None:
    _edit(root, "width: 12", "width: 8", "base.yaml")
    assert _told(root)[:4] == ["shop in prod and staging", "  panels", "    ~ All: Row / Queue", "        span: 12 -> 8"]


def test_a_route_tells_of_alerts_that_are_as_they_were(root: Path) -> None:
    _edit(root, "to: page}", "to: page}, talk: {when: {model: chat}, to: page}", "base.yaml")
    told = _told(root)
    assert "    ~ QueueHigh (warning) of chat" in told
    assert "        told: chat -> page" in told


def test_who_is_told_is_what_the_tree_says(root: Path) -> None:
    _edit(root, "chat: {workload: {deployment: chat}", "chat: {owner: talk, workload: {deployment: chat}")
    _edit(root, "routes: {", "routes: {talk: {when: {model: chat}, to: page}, ", "base.yaml")
    told = _told(root)
    assert "    ~ QueueHigh (warning) of chat" in told
    assert "        told: chat -> page" in told
    assert "    + root > talk: page for model=chat" in told
    assert not any("forecast" in line for line in told)


def test_an_alert_of_another_severity_is_the_same_one(root: Path) -> None:
    _edit(root, "forecast}, scaling", "forecast}, labels: {tier: gold}, scaling")
    _edit(root, "above: 10, for: 5m, no_data: false}}}\n  search", "above: 10, for: 5m, severity: critical, no_data: false}}}\n  search")
    told = _told(root)
    assert "    ~ QueueHigh (critical) of ranking" in told
    assert "        severity: warning -> critical" in told
    assert "        told: chat -> page" in told
    assert "        now label tier: gold" in told


def test_an_environment_that_differs_stands_alone(root: Path) -> None:
    patch = "{patch: {models: {vision: {scaling: {replicas: {max: 20}}}}}}"
    _edit(root, "prod: {}", f"prod: {patch}", "base.yaml")
    told = _told(root)
    assert told[0] == "shop in prod"
    assert told[-3:-1] == ["    ~ vision", "        replicas: 1 to 9 -> 1 to 20"]
    assert not any("staging" in line for line in told)


def test_what_is_new_and_gone_says_what_it_is(root: Path) -> None:
    _edit(root, "  vision: {workload: {deployment: vision}", "  sight: {workload: {deployment: sight}")
    told = _told(root)
    assert "    + QueueHigh (warning) of sight: queue above 10, for 5m, told chat" in told
    assert "    - QueueHigh (warning) of vision: queue above 10, for 5m, told chat" in told
    assert "    ~ sight" not in told


def test_a_platform_that_was_not_there_is_new(root: Path) -> None:
    other = root / "specs/other"
    other.mkdir()
    (other / "other.yaml").write_text(_BASE.partition("receivers")[0].replace("shop", "other") + _MODELS)
    told = _told(root)
    assert told[0] == "other in prod and staging is new"
    assert not any(line.startswith("shop") for line in told)
    families = [line for line in told if not line.startswith("    ")][1:-1]
    assert families == ["  alerts", "  autoscalers", "  besides: dashboards 6, metrics 1"]


def test_of_an_environment_that_is_gone_it_is_told_how_much(root: Path) -> None:
    _edit(root, "environments: {prod: {}, staging: {namespace: shop-staging}}\n", "", "base.yaml")
    told = _told(root)
    gone = told.index("shop in prod and staging is gone")
    assert told[gone + 1 :][:1] == ["  alerts 5, autoscalers 5, routes 2, receivers 2, dashboards 7, inhibitions 3, metrics 1"]
    assert not any(line.lstrip().startswith("- ") for line in told)


def test_a_long_text_is_told_around_what_differs(root: Path) -> None:
    _edit(root, "above: 10, for: 5m, no_data", "above: 10, aggregate: avg, over: 15m, for: 5m, no_data")
    assert any(line.startswith("        asks: ") and "15m" in line for line in _told(root))
    git(root, "commit", "-am", "b")
    git(root, "checkout", "-b", "next")
    _edit(root, "over: 15m", "over: 20m")
    shown = [line for line in _diff(root, "work").stdout.splitlines() if "20m" in line]
    assert shown
    assert all(len(line) < 200 for line in shown)


def test_markdown_says_the_same(root: Path) -> None:
    _edit(root, "for: 5m", "for: 10m")
    assert _diff(root, "main", "--format", "markdown").stdout == (
        "what differs: alerts 10\n\n### shop in prod and staging\n\n**alerts**\n\n"
        "- ~ `QueueHigh (warning)` of `chat`, `forecast`, `ranking` and 2 more\n  - for: `5m` → `10m`\n"
    )


def test_programs_get_all_of_it(root: Path) -> None:
    _edit(root, "for: 5m", "for: 10m")
    (found,) = json.loads(_diff(root, "main", "--format", "json").stdout)
    assert found == {
        "platform": "shop",
        "environments": ["prod", "staging"],
        "kind": "changed",
        "instead_of": "",
        "changes": [
            {
                "family": "alerts",
                "kind": "changed",
                "name": "QueueHigh (warning)",
                "of": ["chat", "forecast", "ranking", "search", "vision"],
                "said": "",
                "facts": [{"name": "for", "was": "5m", "now": "10m"}],
            }
        ],
    }


def test_a_mistake_is_shown_and_nothing_compared(root: Path) -> None:
    _edit(root, "for: 5m", "for: soon")
    done = _diff(root)
    assert done.exit_code == 1
    assert "spec/bad-duration" in done.stderr
    assert done.stdout == ""


def test_what_was_a_mistake_is_not_compared_with(root: Path) -> None:
    _edit(root, "for: 5m", "for: soon")
    git(root, "commit", "-am", "b")
    git(root, "checkout", "-b", "mended")
    _edit(root, "for: soon", "for: 5m")
    done = _diff(root, "work")
    assert done.exit_code == 2
    assert "specs/shop/modèles.yaml:2:" not in done.stdout
    assert "specs/shop/modèles.yaml:2: `soon` is not a duration and 4 more" in done.stderr


def test_what_checks_found_before_is_no_obstacle(root: Path) -> None:
    _edit(root, "  chat: {", "  chat: {owner: a, ")
    _edit(root, "receivers: {", "receivers: {nobody: {discard: true}, ", "base.yaml")
    git(root, "commit", "-am", "b")
    git(root, "checkout", "-b", "mended")
    _edit(root, "nobody: {discard: true}, ", "", "base.yaml")
    _edit(root, "for: 5m", "for: 6m")
    done = _diff(root, "work")
    assert done.exit_code == 0, done.output
    assert "        for: 5m -> 6m" in done.stdout.splitlines()


def test_a_reference_that_is_not_there_is_no_clean_result(root: Path) -> None:
    done = _diff(root, "no-such-branch")
    assert done.exit_code == 2
    assert "`origin/main`" in done.stderr


def test_a_clone_without_history_says_how_to_get_it(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    shallow = tmp_path_factory.mktemp("shallow")
    git(shallow, "clone", "--depth", "1", root.as_uri(), ".")
    done = CliRunner().invoke(main, ["--root", str(shallow), "diff", "HEAD~1"])
    assert done.exit_code == 2
    assert all(word in done.stderr for word in ("git fetch --unshallow", "fetch-depth: 0", "GIT_DEPTH: 0")), done.stderr


def test_where_no_git_is_a_repository_is_asked_for(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    bare = tmp_path_factory.mktemp("bare")
    shutil.copytree(root / "specs", bare / "specs")
    done = CliRunner().invoke(main, ["--root", str(bare), "diff", "main"])
    assert (done.exit_code, "run it in a git repository" in done.stderr) == (2, True), done.output
