"""`tocsin adopt`: what it writes, what it says, and that the real Prometheus agrees with the proofs that it drafts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import REPOSITORY
from in_process import tocsin

RULES = Path(__file__).with_name("rules.yaml")
_PATH = os.pathsep.join((str(REPOSITORY / ".tools" / "bin"), os.environ["PATH"]))


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return tocsin(root, *arguments, PATH=_PATH)


def alone(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as people do."""
    command = [sys.executable, "-m", "tocsin", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env={**os.environ, "PATH": _PATH})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_bytes(RULES.read_bytes())
    return tmp_path


def test_rules_become_a_platform_whose_alerts_are_proved(root: Path) -> None:
    done = alone(root, "adopt", "rules.yaml", "--into", "specs/shop/rules.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "specs/shop/rules.yaml: 11 alerts and 2 recordings; see what `tocsin check` says of them"
    assert "rules.yaml:43: orders_rate: is left out" in done.stdout
    built = run(root, "build")
    assert built.returncode == 0, built.stderr
    proved = run(root, "prove", "--format", "json")
    assert proved.returncode == 0, proved.stdout
    found = json.loads(proved.stdout)
    excused = {each["name"].partition(" ")[0] for each in found["excused"]}
    assert found["alerts"] == {"proved": 11 - len(found["excused"]), "total": 11}
    assert excused == {"NodeCpuBusierThanItWas", "OrdersMissing", "Watchdog"}


def test_rules_are_all_that_a_platform_has_at_first(root: Path) -> None:
    (root / "specs/shop").mkdir(parents=True)
    bare = "platform: {name: shop, namespace: shop, severities: [info, warning, critical, page]}\n"
    (root / "specs/shop/shop.yaml").write_text(bare, encoding="utf-8")
    assert run(root, "check").returncode == 1
    done = run(root, "adopt", "rules.yaml", "--into", "specs/shop/rules.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert run(root, "check").returncode == 0


def test_what_the_platform_asks_already_is_told(root: Path) -> None:
    run(root, "adopt", "rules.yaml", "--into", "specs/shop/rules.yaml")
    (root / "old.yaml").write_text(
        "groups: [{name: old, rules: [{alert: Old, expr: 'increase(orders_total[2h]) < 5'}]}]\n", encoding="utf-8"
    )
    done = run(root, "adopt", "old.yaml", "--into", "specs/shop/old.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    told = "old.yaml:1: Old: is asked already: NoOrders of orders-shop, below 3"
    assert done.stdout == f"{told}\nnothing was written: the specs ask all of it already\n"
    assert not (root / "specs/shop/old.yaml").exists()
    assert run(root, "adopt", "old.yaml", "--into", "specs/shop/old.yaml", "--all").returncode == 0
    assert run(root, "check").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("rules.yaml", "--into", "rules.yaml"), "`rules.yaml` is there already"),
        (("rules.yaml", "--into", "elsewhere.yaml"), "`elsewhere.yaml` is no file of a spec"),
        (("rules.yaml", "--into", "specs/a/b/c.yaml"), "`specs/a/b/c.yaml` is no file of a spec"),
        (("rules.yaml", "--into", "specs/a/b.json"), "`specs/a/b.json` is no file of a spec"),
        (("none.yaml", "--into", "specs/a/b.yaml"), "cannot read `none.yaml`: No such file or directory"),
        (("bad.yaml", "--into", "specs/a/b.yaml"), "error[adopt/bad-promql]: "),
    ],
)
def test_a_mistake_is_told_and_nothing_written(root: Path, arguments: tuple[str, ...], told: str) -> None:
    (root / "bad.yaml").write_text("groups: [{name: g, rules: [{alert: A, expr: 'sum(x'}]}]\n", encoding="utf-8")
    done = run(root, "adopt", *arguments)
    assert done.returncode == (1 if "bad.yaml" in arguments else 2)
    assert told in done.stderr
    assert "help: " in done.stderr
    assert not (root / "specs").exists()


def test_a_mistake_in_the_specs_is_told_first(root: Path) -> None:
    (root / "specs/shop").mkdir(parents=True)
    (root / "specs/shop/shop.yaml").write_text("platform: {name: shop}\n", encoding="utf-8")
    done = run(root, "adopt", "rules.yaml", "--into", "specs/shop/rules.yaml")
    assert done.returncode == 1
    assert "error[spec/missing-key]" in done.stderr
    assert not (root / "specs/shop/rules.yaml").exists()


def test_what_checks_find_can_be_allowed_and_is_counted(root: Path) -> None:
    (root / "old.yaml").write_text("groups: [{name: old, rules: [{alert: Old, expr: 'rate(orders_total[1m]) < 5'}]}]\n", encoding="utf-8")
    done = run(root, "adopt", "old.yaml", "--into", "specs/shop/old.yaml", "--allow")
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout.splitlines()[-1]
        == "specs/shop/old.yaml: 1 alert and 0 recordings; 1 finding allowed: mend them, and take the comments out"
    )
    assert run(root, "build").returncode == 0


def test_autoscalers_and_monitors_stand_beside_rules(root: Path) -> None:
    (root / "running.yaml").write_text(_RUNNING, encoding="utf-8")
    done = run(root, "adopt", "rules.yaml", "running.yaml", "--into", "specs/shop/taken.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout.splitlines()[-1] == "specs/shop/taken.yaml: 11 alerts, 2 recordings and 2 objects; see what `tocsin check` says of them"
    )
    built = run(root, "build")
    assert built.returncode == 0, built.stderr
    assert {file.name for file in (root / "generated/default/shop").glob("*/chat*.yaml")} >= {"chat.yaml", "chat-scaler.yaml"}
    again = run(root, "adopt", "running.yaml", "--into", "specs/shop/again.yaml")
    assert again.returncode == 0
    assert again.stdout.splitlines() == [
        "running.yaml:6: ServiceMonitor `chat`: is there already: `scrape` of chat",
        "running.yaml:14: HorizontalPodAutoscaler `chat-hpa`: is there already: `scaling` of chat",
        "nothing was written: the specs ask all of it already",
    ]


def test_what_is_left_alone_or_is_nothing_is_told(root: Path) -> None:
    (root / "bare.yaml").write_text("kind: Deployment\nmetadata: {name: chat}\nspec: {template: {metadata: {}}}\n", encoding="utf-8")
    done = run(root, "adopt", "bare.yaml", "--into", "specs/shop/taken.yaml")
    assert done.returncode == 2
    assert "nothing is to be taken over in these files" in done.stderr
    (root / "two.yaml").write_text(_RUNNING.replace("  metrics:", "  metrix:"), encoding="utf-8")
    done = run(root, "adopt", "two.yaml", "--into", "specs/shop/taken.yaml")
    assert (done.returncode, done.stderr) == (1, "1 part could not be taken over: see above\n")
    assert "two.yaml:14: not taken over: HorizontalPodAutoscaler `chat-hpa`: no such field: `metrix`; it is left as it is" in done.stdout
    assert "scaling" not in (root / "specs/shop/taken.yaml").read_text(encoding="utf-8")


_RUNNING = """
kind: ServiceMonitor
apiVersion: monitoring.coreos.com/v1
metadata: {name: chat, namespace: shop}
spec:
  jobLabel: app
  selector: {matchLabels: {app: chat}}
  endpoints: [{port: http, interval: 15s}]
---
kind: HorizontalPodAutoscaler
apiVersion: autoscaling/v2
metadata: {name: chat-hpa, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: chat}
  minReplicas: 1
  maxReplicas: 4
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
"""
