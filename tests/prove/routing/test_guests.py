"""The alerts of a platform without a routing are proved where they arrive: at the Alertmanager of its cluster."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from command import tocsin
from conftest import Judge
from prove.routing.shop import alert, platform, route, written
from tocsin.prove.routing import Host, prove_routes
from tocsin.shards import Shard

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


@pytest.fixture
def shard() -> Shard:
    """Return a part of the estate that has the guest without its host."""
    every = (Shard(number, of) for of in range(2, 9) for number in range(1, of + 1))
    return next(each for each in every if each.has("default", "guest") and not each.has("default", "shop"))


def test_a_shard_proves_them_where_a_platform_of_another_shard_routes_them(shard: Shard, root: Path) -> None:
    done = tocsin(root, "prove", "--shard", str(shard), "--junit", str(root / "proofs.xml"))
    assert done.exit_code == 0, done.output
    assert "QueueHigh (critical) at default/shop" in (root / "proofs.xml").read_text()


def test_a_shard_is_not_proved_by_a_host_that_is_not_what_the_specs_say(shard: Shard, root: Path) -> None:
    path = root / "generated" / "default" / "shop" / "alertmanager" / "alertmanager.yaml"
    path.write_text(path.read_text() + "# edited\n")
    done = tocsin(root, "prove", "--shard", str(shard))
    assert (done.exit_code, "shop/alertmanager/alertmanager.yaml is not what the specs say" in done.stderr) == (1, True), done.output


def test_an_alertmanager_that_is_asked_for_its_own_namespace_only_is_no_host(root: Path) -> None:
    resource = _SPECS["shop"].replace("{delivery: file}", "{delivery: alertmanagerconfig}").replace("file: /run", "secret: hook, key: ")
    (root / "specs" / "shop" / "spec.yaml").write_text(resource.replace("key: /", "key: "))
    done = tocsin(root, "build")
    assert done.exit_code == 0, done.output
    done = tocsin(root, "prove", "--platform", "guest")
    assert "routes: 0 of 0 proved" in done.output, done.output
