"""Without prometheus-operator a scrape needs targets or an existing job; with it, nobody names targets."""

from __future__ import annotations

import pytest

from conftest import CompileSpec


def _spec(scrape: str, stack: str) -> str:
    return f"platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{stack: {stack}}}}}}}\nmodels: {{m: {{scrape: {scrape}}}}}"


@pytest.mark.parametrize(
    ("scrape", "stack", "code"),
    [
        ('{targets: ["m:8080"], job: m}', "prometheus", "scrape/two-jobs"),
        ("{path: /metrics}", "kube-prometheus", "scrape/no-port"),
        ('{targets: ["inside:80", "m.example.com:80"], basic_auth: {username: me}}', "prometheus", "security/plain-http"),
        ('{targets: ["m:8080"], every: 5s, timeout: 6s}', "prometheus", "scrape/timeout-above-interval"),
    ],
)
def test_a_scrape_that_nobody_would_make_is_refused(compile_spec: CompileSpec, scrape: str, stack: str, code: str) -> None:
    assert {located.code for located in compile_spec(_spec(scrape, stack)).diagnostics} == {code}


@pytest.mark.parametrize(
    ("blackbox", "namespace"),
    [
        ('{address: "blackbox.probing.svc:9115"}', "probing"),
        ('{address: "blackbox.probing:9115"}', "probing"),
        ('{address: "blackbox.probing.svc.cluster.local:9115"}', "probing"),
        ('{address: "blackbox:9115"}', "prom"),
        ('{address: "blackbox.example.com:9115"}', "prom"),
        ('{address: "10.0.0.7:9115"}', "prom"),
        ('{address: "blackbox.probing.svc:9115", namespace: other}', "other"),
    ],
)
def test_the_modules_lie_where_the_exporter_runs(compile_spec: CompileSpec, blackbox: str, namespace: str) -> None:
    cluster = f"{{prometheus: {{namespace: prom}}, blackbox: {blackbox}}}"
    (compiled,) = compile_spec(
        f"platform: {{name: shop, namespace: ml, cluster: {cluster}}}\nmodels: {{m: {{scrape: {{port: http}}}}}}"
    ).compiled
    assert compiled.platform.cluster.blackbox_namespace == namespace
