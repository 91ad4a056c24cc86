"""What README shows is what the compiler does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

from conftest import REPOSITORY, CompileSpec
from repository import git
from tocsin.checks import checks
from tocsin.cli import main
from tocsin.diagnostics import render
from tocsin.pipeline import build

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
SPEC, RULES = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
ERROR = re.search(r"```\n(error\[.*?)```", README, re.DOTALL)
FILE = "specs/shop/shop.yaml"


def test_its_spec_becomes_the_rules_that_it_shows() -> None:
    built = build({"shop": {FILE: SPEC.encode()}})
    assert built.diagnostics == ()
    text = built.artifacts["default/shop/prometheus/shop-forecast.rules.yaml"]
    generated = [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]
    shown = yaml.safe_load(RULES)
    assert len(shown) == 2
    for rule in shown:
        assert any(rule.items() <= other.items() for other in generated), rule


def test_its_mistake_is_the_one_that_it_shows() -> None:
    assert ERROR is not None
    mistaken = SPEC.replace("warning: 100ms", "warning: 100MiB")
    (located,) = build({"shop": {FILE: mistaken.encode()}}).diagnostics
    assert render(located, mistaken) + "\n" == ERROR[1]


def test_its_numbers_are_not_above_what_there_is() -> None:
    told = re.search(r"more than (\d+) checks", README)
    assert told is not None
    assert len(checks()) > int(told[1])


def test_the_pages_and_commands_that_it_names_exist() -> None:
    pages = re.findall(r"\]\((docs/[^)#]+)\)", README)
    assert pages
    assert not [page for page in pages if not (REPOSITORY / page).is_file()]
    named = set(re.findall(r"`tocsin ([a-z]+)", README))
    assert named
    assert named <= set(main.commands)


def test_its_heartbeat_is_routed_without_a_finding() -> None:
    text = (REPOSITORY / "docs/operating.md").read_text(encoding="utf-8")
    (spec,) = re.findall(r"```yaml\n(receivers:\n  heartbeat.*?)```", text, re.DOTALL)
    merged = yaml.safe_load(SPEC)
    given = yaml.safe_load(spec)
    merged["receivers"] |= given["receivers"]
    merged["routing"]["routes"] |= given["routing"]["routes"]
    assert build({"shop": {FILE: yaml.safe_dump(merged, sort_keys=False).encode()}}).diagnostics == ()


def test_the_spec_of_rules_written_by_hand_asks_what_they_did() -> None:
    text = (REPOSITORY / "docs/operating.md").read_text(encoding="utf-8")
    rules, spec = re.findall(r"```yaml\n(.*?)```", text.partition("## Coming from rules")[2], re.DOTALL)
    built = build({"shop": {FILE: spec.encode()}})
    assert built.diagnostics == ()
    made = [
        rule
        for path, file in built.artifacts.items()
        if "/prometheus/" in path
        for group in yaml.safe_load(file)["groups"]
        for rule in group["rules"]
    ]
    recorded, alert = yaml.safe_load(rules)
    assert any(recorded.items() <= rule.items() for rule in made)
    (fired,) = (rule for rule in made if rule.get("alert") == alert["alert"])
    assert (fired["for"], alert["labels"].items() <= fired["labels"].items()) == (alert["for"], True)
    assert alert["annotations"].items() <= fired["annotations"].items()
    selectors = re.compile(r"http_requests_total\{[^}]*\}")
    assert [sorted(each) for each in selectors.findall(fired["expr"])] == [sorted(each) for each in selectors.findall(alert["expr"])]


def test_a_model_keeps_its_alerts_when_what_runs_it_is_called_otherwise() -> None:
    text = (REPOSITORY / "docs/operating.md").read_text(encoding="utf-8")
    (patch,) = re.findall(r"```yaml\n(models:\n  forecast:\n    known_as.*?)```", text, re.DOTALL)
    renamed = yaml.safe_load(SPEC)
    renamed["models"]["forecast"] |= yaml.safe_load(patch)["models"]["forecast"]
    before, after = (alerts(spec) for spec in (SPEC, yaml.safe_dump(renamed, sort_keys=False)))
    assert [each["labels"] for each in before] == [each["labels"] for each in after]
    assert [each["expr"].replace("forecast", "") for each in before] == [
        each["expr"].replace("oracle", "").replace("forecast", "") for each in after
    ]
    assert before != after


def alerts(spec: str) -> list[dict[str, Any]]:
    built = build({"shop": {FILE: spec.encode()}})
    assert built.diagnostics == ()
    files = (yaml.safe_load(file) for path, file in built.artifacts.items() if "/prometheus/" in path)
    return [rule for file in files for group in file["groups"] for rule in group["rules"] if "alert" in rule]


@pytest.mark.parametrize("page", ["docs/scale.md", "docs/packs.md"])
def test_the_specs_of_the_other_pages_are_understood(page: str) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    shown = [dedent(each) for each in re.findall(r"^    platform:\n(?:     .*\n)+", text, re.MULTILINE)]
    shown += [each for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "specs/packs" not in each]
    assert len(shown) >= 3
    for each in shown:
        spec = yaml.safe_load(SPEC)
        merged(spec, yaml.safe_load(each))
        found = build({"shop": {FILE: yaml.safe_dump(spec, sort_keys=False).encode()}}).diagnostics
        assert found == (), each


def merged(spec: dict[str, Any], shown: dict[str, Any]) -> None:
    """Put what a page shows into a spec, and what a model needs besides."""
    for key, value in shown.items():
        if isinstance(value, dict) and isinstance(spec.get(key), dict):
            merged(spec[key], value)
        else:
            spec[key] = value


STACKS = (REPOSITORY / "docs/stacks.md").read_text(encoding="utf-8")


def test_each_model_asks_for_its_drift_in_the_job_of_the_exporter() -> None:
    pack, spec = re.findall(r"```yaml\n(.*?)```", STACKS.partition("## Machines")[2].partition("\n## ")[0], re.DOTALL)
    head = "platform: {name: risk, namespace: risk, cluster: {prometheus: {stack: prometheus}}}\n"
    built = build({"risk": {"specs/risk/risk.yaml": (head + spec).encode()}, "packs": {"specs/packs/evidently.yaml": pack.encode()}})
    assert built.diagnostics == ()
    assert any('evidently_column_psi{model="churn",job="risk/default/drift"}' in text for text in built.artifacts.values())


def test_what_docker_compose_mounts_is_what_is_generated(compile_spec: CompileSpec, tmp_path: Path) -> None:
    before, _, after = re.split(r"^(?=## Machines|## Prometheus in Kubernetes)", STACKS, flags=re.MULTILINE)
    spec, prometheus, compose, _, *others = re.findall(r"```yaml\n(.*?)```", before + after, re.DOTALL)
    built = compile_spec(spec)
    assert built.diagnostics == ()
    for path, content in built.artifacts.items():
        file = tmp_path / "generated" / path.removeprefix("default/home/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    named = tmp_path / "prometheus.yml"
    named.write_text(prometheus.replace("/generated/", f"{tmp_path}/generated/"), encoding="utf-8")
    subprocess.run(["promtool", "check", "config", named], check=True, capture_output=True)
    names = yaml.safe_load(named.read_text(encoding="utf-8"))
    # promtool takes a pattern that no file has.
    assert all(list(tmp_path.glob(str(Path(each).relative_to(tmp_path)))) for each in names["rule_files"] + names["scrape_config_files"])
    mounted = re.findall(r"config.file=/generated/([a-z./]+)", compose)
    assert mounted == ["alertmanager/alertmanager.yaml", "monitors/blackbox.yml"]
    assert all((tmp_path / "generated" / each).is_file() for each in mounted)
    files = set(re.findall(r"/run/secrets/([a-z]+)", spec))
    assert files == yaml.safe_load(compose)["secrets"].keys() == set(yaml.safe_load(compose)["services"]["alertmanager"]["secrets"])
    for each in others:
        changed, shown = yaml.safe_load(SPEC), yaml.safe_load(each)
        del changed["platform"]["cluster"]["prometheus"]["release"]
        for given in ("models", "receivers"):
            if given in shown:
                changed[given] = {name: each for name, each in changed[given].items() if name not in shown[given]}
        merged(changed, shown)
        assert build({"shop": {FILE: yaml.safe_dump(changed, sort_keys=False).encode()}}).diagnostics == (), each


def test_its_job_for_gitlab_leaves_the_reports_that_it_names(tmp_path: Path) -> None:
    text = (REPOSITORY / "docs/operating.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(tocsin:\n  image.*?)```", text, re.DOTALL)
    job = yaml.safe_load(shown)["tocsin"]
    file = tmp_path / FILE
    file.parent.mkdir(parents=True)
    file.write_text(SPEC, encoding="utf-8")
    typed = f'tocsin() {{ "{sys.executable}" -m tocsin "$@"; }}\n'
    git(tmp_path, "init")
    subprocess.run(["bash", "-ec", f"{typed}tocsin build"], cwd=tmp_path, check=True, capture_output=True)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "a")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    given = {**os.environ, "CI_DEFAULT_BRANCH": "main"}
    subprocess.run(["bash", "-ec", typed + "\n".join(job["script"])], cwd=tmp_path, check=True, capture_output=True, env=given)
    left = [*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()]
    assert all((tmp_path / each).stat().st_size for each in left)
    assert (tmp_path / "changes.md").read_text(encoding="utf-8").strip() == "nothing differs"


def test_its_receiver_of_two_kinds_takes_the_place_of_the_one() -> None:
    text = (REPOSITORY / "docs/operating.md").read_text(encoding="utf-8")
    (spec,) = re.findall(r"```yaml\n(receivers:\n  page.*?)```", text, re.DOTALL)
    both = yaml.safe_load(SPEC)
    both["receivers"] |= yaml.safe_load(spec)["receivers"]
    assert build({"shop": {FILE: yaml.safe_dump(both, sort_keys=False).encode()}}).diagnostics == ()
