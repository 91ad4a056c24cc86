"""What is said of Grafana: HTTPS for what is reached from outside, and a datasource in the place of the chart's."""

from __future__ import annotations

import pytest

from conftest import CompileSpec


def _platform(rest: str) -> str:
    return f"platform: {{name: shop, namespace: ml, {rest}}}"


@pytest.mark.parametrize("service", ["LoadBalancer", "NodePort"])
def test_a_grafana_that_is_reached_from_outside_needs_tls(compile_spec: CompileSpec, service: str) -> None:
    (found,) = compile_spec(_platform(f"stack: {{grafana: {{admin: grafana-admin, service: {service}}}}}")).diagnostics
    assert found.code == "grafana/plain-http"
    assert not compile_spec(_platform(f"stack: {{grafana: {{admin: grafana-admin, service: {service}, tls: grafana-tls}}}}")).diagnostics


def test_an_internal_load_balancer_is_no_encryption(compile_spec: CompileSpec) -> None:
    (found,) = compile_spec(_platform("stack: {grafana: {service: LoadBalancer, internal: true}}")).diagnostics
    assert found.code == "grafana/plain-http"


@pytest.mark.parametrize(
    "grafana",
    [
        "{service: ClusterIP}",
        "{service: LoadBalancer, internal: true, tls: grafana-tls}",
        "{service: NodePort, admin: a, tls: grafana-tls}",
    ],
)
def test_a_password_of_the_chart_is_no_matter_inside_and_none_where_one_was_chosen(compile_spec: CompileSpec, grafana: str) -> None:
    assert not compile_spec(_platform(f"stack: {{grafana: {grafana}}}")).diagnostics


@pytest.mark.parametrize(
    "url", ["https://grafana.example.com", "http://grafana.monitoring.svc:3000", "http://10.1.2.3:3000", "http://grafana"]
)
def test_alerts_may_link_to_what_is_encrypted_or_inside(compile_spec: CompileSpec, url: str) -> None:
    models = "models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}"
    spec = f"{_platform(f'cluster: {{grafana: {{url: {url!r}}}}}')}\n{models}"
    assert not compile_spec(spec).diagnostics


def test_only_a_load_balancer_can_be_internal(compile_spec: CompileSpec) -> None:
    (found,) = compile_spec(_platform("stack: {grafana: {internal: true}}")).diagnostics
    assert found.code == "stack/no-load-balancer"


@pytest.mark.parametrize("size", ["5m", "20", "0GB", "-1GB", "20%", "1GB/s"])
def test_a_volume_has_a_size(compile_spec: CompileSpec, size: str) -> None:
    (found,) = compile_spec(_platform(f'stack: {{grafana: {{storage: "{size}"}}}}')).diagnostics
    assert found.code == "stack/no-size"


@pytest.mark.parametrize(
    ("datasource", "replaced"),
    [
        ("a: {url: 'http://a:9090', default: true}", True),
        ("prometheus: {url: 'http://a:9090'}", True),
        ("a: {url: 'http://a:9090'}", False),
    ],
)
def test_the_chart_s_datasource_makes_way_for_ours(compile_spec: CompileSpec, datasource: str, replaced: bool) -> None:  # noqa: FBT001
    built = compile_spec(_platform(f"datasources: {{{datasource}}}"))
    values = built.artifacts["default/shop/stack/kube-prometheus-stack.values.yaml"]
    assert ("defaultDatasourceEnabled: false" in values) is replaced
    assert "default/shop/stack/grafana-datasources.yaml" not in built.artifacts
