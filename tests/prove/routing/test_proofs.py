from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

from conftest import CompileSpec, Judge
from prove.routing.shop import FILE, RESOURCE, RULES, SECRET, alert, platform, proofs, route, spoilt, written
from tocsin import ir
from tocsin.prove.routing import MatcherStrategy, prove_routes

CRITICAL = route("critical", "severity = critical", to="pager")
RETRAIN = route("retrain", "action =~ retrain|rollback", to="retraining", continues=True)
SHOP = platform(
    alert("ErrorsHigh", "warning"),
    alert("ErrorsHigh", "critical"),
    alert("Drift", "critical", action="retrain"),
    routes=(RETRAIN, CRITICAL),
)


@pytest.fixture
def amtool(judge: Judge) -> Path:
    return judge("amtool")


def test_every_alert_arrives_where_the_spec_sends_it(amtool: Path) -> None:
    found = proofs(SHOP, amtool)
    assert [(proof.alert, proof.severity, proof.intended, proof.proved) for proof in found] == [
        ("ErrorsHigh", "warning", ("operations",), True),
        ("ErrorsHigh", "critical", ("pager",), True),
        ("Drift", "critical", ("retraining", "pager"), True),
    ]
    assert found[2].ways[0].routes == ("retrain", "critical")
    assert found[2].at == ("models", "fraud", "thresholds", "Drift")


@pytest.mark.parametrize(
    ("file", "old", "new", "failing", "said"),
    [
        (FILE, "receiver: pager", "receiver: operations", [1, 2], " and not to "),
        (FILE, 'severity="critical"', 'severity="critcal"', [1, 2], " and not to "),
        (FILE, '    - severity="critical"\n', "", [0], "goes to `pager` and not to `operations`"),
        (FILE, "    continue: true\n", "", [2], "goes to `retraining` and not to `retraining`, `pager`"),
        (FILE, "retrain|rollback", "rollback", [2], "goes to `pager` and not to `retraining`, `pager`"),
        (FILE, "group_interval: 5m", "group_interval: 6m", [0, 1, 2], "written with group_interval"),
        (FILE, "  - component\n", "", [0, 1, 2], "written with group_by"),
        (FILE, "receiver: pager", "receiver: nobody", [0, 1, 2], 'amtool: undefined receiver "nobody"'),
        (FILE, "route:", "route: [", [0, 1, 2], "was not written"),
        (RULES, "      action: retrain\n", "", [2], "the label `action` was written as nothing and not as `retrain`"),
        (RULES, "severity: warning", "severity: critical", [0], "goes to `pager` and not to `operations`"),
        (RULES, "- alert: Drift", "- record: drift", [0, 1, 2], f"`{RULES}` does not have the alert"),
        (RULES, "alert: Drift", "alert: Drifting", [2], "the label `alertname` was written as `Drifting` and not as `Drift`"),
    ],
)
def test_what_an_emitter_breaks_is_not_proved(amtool: Path, file: str, old: str, new: str, failing: list[int], said: str) -> None:
    found = proofs(SHOP, amtool, spoilt(SHOP, file, old, new))
    assert [index for index, proof in enumerate(found) if not proof.proved] == failing
    assert all(any(said in complaint for complaint in found[index].complaints) for index in failing)


def test_an_interval_that_was_not_written_is_not_proved(amtool: Path) -> None:
    shop = platform(alert("A", "critical"), routes=(replace(CRITICAL, mute=("nights",)),))
    assert proofs(shop, amtool)[0].proved
    (proof,) = proofs(shop, amtool, spoilt(shop, FILE, "    mute_time_intervals:\n    - nights\n", ""))
    assert proof.complaints == ("`critical` was written as muted in nothing and not in `nights`",)


def test_the_secret_is_judged_where_it_is_delivered(amtool: Path) -> None:
    shop = replace(SHOP, cluster=replace(SHOP.cluster, alertmanager_delivery="secret"))
    assert all(proof.proved and proof.file == SECRET for proof in proofs(shop, amtool))
    found = proofs(shop, amtool, spoilt(shop, SECRET, "receiver: pager", "receiver: operations"))
    assert "goes to `operations` and not to `pager`" in found[1].complaints
    found = proofs(shop, amtool, spoilt(shop, FILE, "receiver: pager", "receiver: operations"))
    assert [proof.complaints for proof in found] == [(f"`route` in `{FILE}` is another than in `{SECRET}`",)] * 3
    found = proofs(shop, amtool, spoilt(shop, FILE, "- name: pager\n", "- name: pager\n  labels: {team: other}\n"))
    assert [proof.complaints for proof in found] == [(f"`receivers` in `{FILE}` is another than in `{SECRET}`",)] * 3


def test_what_was_not_written_at_all_is_not_proved(amtool: Path) -> None:
    for delivery, file in (("file", FILE), ("secret", SECRET), ("alertmanagerconfig", RESOURCE)):
        shop = replace(SHOP, cluster=replace(SHOP.cluster, alertmanager_delivery=delivery))
        texts = {path: text for path, text in written(shop).items() if path != file}
        assert not any(proof.proved for proof in proofs(shop, amtool, texts)), delivery


def test_without_routing_there_is_nothing_to_prove(amtool: Path) -> None:
    assert proofs(replace(SHOP, routing=None), amtool) == ()


def operated(*alerts: ir.Alert, namespace: str = "shop-prod") -> ir.Platform:
    shop = platform(*alerts, routes=(RETRAIN, CRITICAL), alertmanager_delivery="alertmanagerconfig")
    return replace(shop, namespace=namespace)


def test_the_operator_calls_receivers_by_their_object(amtool: Path) -> None:
    (proof,) = proofs(operated(alert("Drift", "critical", action="retrain")), amtool)
    assert proof.proved
    assert proof.ways[0].told == ("shop-prod/shop/retraining", "shop-prod/shop/pager")


@pytest.mark.parametrize(
    ("strategy", "namespace", "told"),
    [
        ("OnNamespace", "shop-prod", "null"),
        ("OnNamespace", "monitoring", "null"),
        ("OnNamespaceExceptForAlertmanagerNamespace", "shop-prod", "null"),
        ("OnNamespaceExceptForAlertmanagerNamespace", "monitoring", "monitoring/shop/pager"),
        ("None", "shop-prod", "shop-prod/shop/pager"),
    ],
)
def test_the_operator_keeps_alerts_of_other_namespaces_out(amtool: Path, strategy: MatcherStrategy, namespace: str, told: str) -> None:
    shop = operated(alert("A", "critical", namespace="elsewhere", platform="shop", environment="prod"), namespace=namespace)
    (proof,) = proofs(replace(shop, cluster=replace(shop.cluster, alertmanager_strategy=strategy)), amtool)
    assert proof.ways[0].told == (told,)
    assert proof.proved == (told != "null")


@pytest.mark.parametrize(
    ("strategy", "namespace", "kept_out"),
    [
        ("OnNamespace", "shop-prod", ["platform"]),
        ("None", "shop-prod", ["platform", "environment"]),
        ("OnNamespaceExceptForAlertmanagerNamespace", "shop-prod", ["platform"]),
        ("OnNamespaceExceptForAlertmanagerNamespace", "monitoring", ["platform", "environment"]),
    ],
)
def test_an_object_that_lets_strangers_in_is_not_proved(
    amtool: Path, strategy: MatcherStrategy, namespace: str, kept_out: list[str]
) -> None:
    shop = operated(alert("A", "critical", platform="shop", environment="prod", namespace=namespace), namespace=namespace)
    shop = replace(shop, cluster=replace(shop.cluster, alertmanager_strategy=strategy))
    assert proofs(shop, amtool)[0].proved
    resource = yaml.safe_load(written(shop)[RESOURCE])
    assert [matcher["name"] for matcher in resource["spec"]["route"].pop("matchers")] == kept_out
    (proof,) = proofs(shop, amtool, {**written(shop), RESOURCE: yaml.safe_dump(resource)})
    assert proof.complaints == tuple(f"the same alert of another {label} goes to `{namespace}/shop/pager` too" for label in kept_out)


def test_an_alert_whose_namespace_is_not_known_is_lost_on_one_way(amtool: Path) -> None:
    anywhere = alert("A", "critical", "sum by (namespace) (errors) > 1")
    shop = operated(replace(anywhere, labels={"severity": "critical"}))
    (proof,) = proofs(shop, amtool)
    assert not proof.proved
    assert {way.labels.get("namespace"): way.told for way in proof.ways} == {
        None: ("null",),
        "shop-prod": ("shop-prod/shop/pager",),
    }


def test_a_route_may_ask_for_what_prometheus_adds(amtool: Path, compile_spec: CompileSpec) -> None:
    built = compile_spec("""
        platform:
          name: shop
          namespace: ml
          cluster: {prometheus: {external_labels: {site: eu, platform: outer}}}
        metrics: {errors: {series: errors, type: gauge, unit: count, labels: {region: region}}}
        models:
          fraud: {thresholds: {errors: {above: 1, by: [region], no_data: false}}}
        receivers: {a: {discard: true}, b: {discard: true}, c: {discard: true}}
        routing:
          receiver: a
          routes:
            europe: {when: {site: eu, region: {not: north}}, to: b}
            outer: {when: {platform: outer}, to: c}   # allow route/takes-nothing: the alert's own label is shop
    """)
    assert not built.diagnostics
    (each,) = built.compiled
    (proof,) = prove_routes(each.platform, {artifact.path: artifact.text for artifact in each.artifacts}, amtool=amtool)
    assert proof.proved
    assert {way.labels.get("region"): way.told for way in proof.ways} == {None: ("b",), "north": ("a",)}
