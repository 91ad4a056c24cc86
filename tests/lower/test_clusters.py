"""A ruler that sees several clusters: every rule and panel asks for the series of its own, and what happens in another is not heard."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

from conftest import REPOSITORY, Judge
from tocsin import promql
from tocsin.pipeline import Build, build
from tocsin.progress import unheard
from tocsin.prove.alerts import prove_alerts
from tocsin.prove.kept import Kept

PLATFORMS = ("ecommerce", "model-lifecycle", "toxicity")
BEFORE, AFTER = "release: monitoring,", 'release: monitoring, series_labels: {cluster: "eu-1"},'
RULERS_OWN = {"ALERTS", "ALERTS_FOR_STATE"}


@cache
def built() -> Build:
    """Return the repository's own platforms, in a cluster among others."""
    folders: dict[str, dict[str, bytes]] = {}
    for platform in PLATFORMS:
        files = {path: path.read_text() for path in sorted((REPOSITORY / "specs" / platform).glob("*.yaml"))}
        assert sum(text.count(BEFORE) for text in files.values()) == 1
        folders[platform] = {str(path.relative_to(REPOSITORY)): text.replace(BEFORE, AFTER).encode() for path, text in files.items()}
    found = build(folders)
    assert found.diagnostics == ()
    return found


def selectors(text: str) -> list[promql.Selector]:
    # Grafana's variables are no PromQL.
    expr = promql.parse(re.sub(r"\$__rate_interval|\$__interval|\$__range", "5m", text))
    assert not isinstance(expr, promql.ParseFailure), text
    return [node for node in promql.walk(expr) if isinstance(node, promql.Selector)]


def expressions(path: str, text: str) -> list[str]:
    content = yaml.safe_load(text)
    if path.endswith(".rules.yaml"):
        return [rule["expr"] for group in content["groups"] for rule in group["rules"]]
    panels = [panel for panel in content["panels"] if panel["type"] != "row"]
    return [target["expr"] for panel in panels for target in panel["targets"] if "expr" in target]


@pytest.mark.parametrize("suffix", [".rules.yaml", ".json"])
def test_every_scraped_series_is_asked_for_by_its_cluster(suffix: str) -> None:
    asked = [
        selector
        for path, text in built().artifacts.items()
        if path.endswith(suffix)
        for expr in expressions(path, text)
        for selector in selectors(expr)
        if ":" not in (selector.metric or "") and selector.metric not in RULERS_OWN
    ]
    assert len(asked) > 100
    assert [selector for selector in asked if promql.equals("cluster", "eu-1") not in selector.matchers] == []


def test_autoscalers_ask_their_own_prometheus() -> None:
    scaling = [text for path, text in built().artifacts.items() if "/autoscalers/" in path]
    assert scaling
    assert not any("eu-1" in text for text in scaling)


def test_all_is_proved_among_the_series_of_other_clusters(judge: Judge) -> None:
    estate = [(each.platform, {artifact.path: artifact.text for artifact in each.artifacts}) for each in built().compiled]
    found = prove_alerts(estate, promtool=judge("promtool"), kept=Kept(None), judge="", progress=unheard)
    proofs = [proof for platform in found for proof in platform.proofs]
    assert len(proofs) > 100
    assert {proof.alert: proof.problems for proof in proofs if proof.problems} == {}
    assert [proof.alert for proof in proofs if proof.unproved] == []
    worlds = "".join(text for path, text in built().artifacts.items() if "/proofs/" in path)
    assert len(set(re.findall(r'cluster="([^"]+)"', worlds))) > 1  # there are strangers


SPEC = """
platform:
  name: shop
  namespace: shop
  cluster: {prometheus: {ruler: thanos, rule_labels: {ruler: thanos}, series_labels: SERIES_LABELS}}
metrics: {elsewhere: {series: up_there, type: gauge, unit: items, labels: {cluster: cluster}, where: {cluster: us-1}, own: false}}
models: {chat: {scrape: {job: chat}, thresholds: {elsewhere: {above: 3}}}}
"""


def rules(series_labels: str) -> str:
    found = build({"shop": {"specs/shop/shop.yaml": SPEC.replace("SERIES_LABELS", series_labels).encode()}})
    assert found.diagnostics == ()
    return next(text for path, text in found.artifacts.items() if path.endswith(".rules.yaml"))


def test_a_model_that_is_down_is_down_whatever_runs_in_another_cluster(tmp_path: Path, judge: Judge) -> None:
    (tmp_path / "rules.yaml").write_text(rules("{cluster: eu-1}"))
    series = [
        {"series": f'up{{job="chat",namespace="shop",cluster="{cluster}"}}', "values": f"{up}x60"}
        for cluster, up in (("eu-1", 0), ("us-1", 1))
    ]
    asked = {
        "expr": "count(ALERTS{alertname='TargetDown',alertstate='firing'})",
        "eval_time": "50m",
        "exp_samples": [{"labels": "{}", "value": 1}],
    }
    test = {"interval": "1m", "input_series": series, "promql_expr_test": [asked]}
    (tmp_path / "test.yaml").write_text(yaml.safe_dump({"rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": [test]}))
    done = subprocess.run([judge("promtool"), "test", "rules", "test.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_a_spec_says_itself_of_a_label_stands() -> None:
    asked = re.findall(r"up_there\{[^}]*\}", rules("{cluster: eu-1}"))
    assert asked
    assert all('cluster="us-1"' in expr and "eu-1" not in expr for expr in asked)


def test_a_ruler_that_sees_one_cluster_asks_for_nothing_more() -> None:
    assert "eu-1" not in rules("{}")
    assert rules("{}") == rules("null")
