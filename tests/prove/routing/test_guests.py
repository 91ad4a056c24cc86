"""The alerts of a platform without a routing are proved where they arrive: at the Alertmanager of its cluster."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from command import tocsin
from conftest import Judge
from prove.routing.shop import alert, platform, route, written
from tocsin.prove.routing import Host, prove_routes

_GUEST = replace(platform(alert("QueueHigh", "critical"), alert("Slow", "warning")), name="guest", routing=None)


_HOST = platform(alert("Own", "warning"), routes=(route("grave", "severity = critical", to="pager"),))


def test_each_arrives_where_the_host_routes_it(judge: Judge) -> None:
    rules = {path: text for path, text in written(replace(_GUEST, routing=_HOST.routing)).items() if path.startswith("prometheus/")}
    proofs = prove_routes(_GUEST, rules, amtool=judge("amtool"), host=Host(platform=_HOST, written=written(_HOST)))
    assert [(proof.alert, proof.proved, proof.intended) for proof in proofs] == [
        ("QueueHigh", True, ("pager",)),
        ("Slow", True, ("operations",)),
    ]


def test_a_host_that_sends_it_elsewhere_is_told(judge: Judge) -> None:
    spoilt = {path: text.replace('severity="critical"', 'severity="grave"') for path, text in written(_HOST).items()}
    rules = {path: text for path, text in written(replace(_GUEST, routing=_HOST.routing)).items() if path.startswith("prometheus/")}
    first, second = prove_routes(_GUEST, rules, amtool=judge("amtool"), host=Host(platform=_HOST, written=spoilt))
    assert first.complaints == ("goes to `operations` and not to `pager`",)
    assert second.proved


_SPECS = {
    "shop": """
platform: {name: shop, namespace: ml, cluster: {alertmanager: {delivery: file}}}
metrics: {queue: {series: queue_length, type: gauge, labels: {model: model}}}
models: {chat: {workload: {deployment: chat}, scrape: {port: http}, thresholds: {queue: {above: 5}}}}
receivers: {chat: {webhook: {url: {file: /run/chat}}}, page: {webhook: {url: {file: /run/page}}}}
routing: {receiver: chat, routes: {critical: {when: {severity: critical}, to: page}}}
""",
    "guest": """
platform: {name: guest, namespace: guest}
metrics: {queue: {series: guest_queue_length, type: gauge, labels: {model: model}}}
models: {rank: {workload: {deployment: rank}, scrape: {port: http}, thresholds: {queue: {above: {warning: 5, critical: 9}}}}}
""",
}


@pytest.fixture
def root(tmp_path: Path, judge: Judge) -> Path:
    for name, text in _SPECS.items():
        (tmp_path / "specs" / name).mkdir(parents=True)
        (tmp_path / "specs" / name / "spec.yaml").write_text(text)
    (tmp_path / ".tools" / "bin").mkdir(parents=True)
    for program in ("promtool", "amtool"):
        (tmp_path / ".tools" / "bin" / program).symlink_to(judge(program))
    assert tocsin(tmp_path, "build").exit_code == 0
    return tmp_path


def test_prove_counts_them_and_tells_where(root: Path) -> None:
    alerts = sum(file.read_text().count("- alert: ") for file in root.glob("generated/default/*/prometheus/*.yaml"))
    done = tocsin(root, "prove")
    assert done.exit_code == 0, done.output
    assert f"routes: {alerts} of {alerts} proved" in done.output
    assert tocsin(root, "prove", "--platform", "guest", "--junit", str(root / "proofs.xml")).exit_code == 0
    assert "QueueHigh (critical) at default/shop" in (root / "proofs.xml").read_text()


def test_an_alertmanager_that_is_asked_for_its_own_namespace_only_is_no_host(root: Path) -> None:
    resource = _SPECS["shop"].replace("{delivery: file}", "{delivery: alertmanagerconfig}").replace("file: /run", "secret: hook, key: ")
    (root / "specs" / "shop" / "spec.yaml").write_text(resource.replace("key: /", "key: "))
    done = tocsin(root, "build")
    assert done.exit_code == 0, done.output
    done = tocsin(root, "prove", "--platform", "guest")
    assert "routes: 0 of 0 proved" in done.output, done.output
