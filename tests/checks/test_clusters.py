"""Environments and platforms that are applied to one cluster must not write the same objects there."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin.diagnostics import Located
from tocsin.pipeline import build

_SECRET = "alertmanager/shared-secret"  # noqa: S105  # a check's name
_DUPLICATE = "object/duplicate"
_ROUTED = """
platform: {name: NAME, namespace: NAME, cluster: CLUSTER}
receivers:
  chat: {slack: {channel: "#ml", url: {secret: slack, key: url}}}
  pager: {webhook: {url: {secret: pager, key: url}}}
routing: {receiver: chat, routes: {critical: {when: {severity: critical}, to: pager}}}
models:
  forecast:
    scrape: {port: http}
    workload: {deployment: forecast}
    scaling: {replicas: {min: 1, max: 2}, targets: {cpu: 70%}}
environments: ENVIRONMENTS
"""
_QUIET = "routing: {routes: {critical: {to: chat}}}"


def _found(*specs: str) -> tuple[Located, ...]:
    return build({str(number): {f"specs/{number}.yaml": text.encode()} for number, text in enumerate(specs)}).diagnostics


def _spec(environments: str, *, name: str = "shop", cluster: str = "{}") -> str:
    return _ROUTED.replace("NAME", name).replace("CLUSTER", cluster).replace("ENVIRONMENTS", environments)


def _codes(*specs: str) -> set[str]:
    return {located.code for located in _found(*specs)}


def test_environments_with_two_routings_need_two_alertmanagers() -> None:
    (found,) = _found(_spec(f"{{production: {{}}, staging: {{namespace: staging, patch: {{{_QUIET}}}}}}}"))
    assert found.code == _SECRET
    assert "`production`" in found.message
    assert "name: staging" in found.help


@pytest.mark.parametrize(
    "patch",
    [
        pytest.param(f"{_QUIET}, platform: {{cluster: {{name: staging}}}}", id="another cluster"),
        pytest.param("routing: null, receivers: null", id="only production routes"),
        pytest.param("models: {forecast: {scrape: {down: 5m}}}", id="both route alike"),
        pytest.param(f"{_QUIET}, platform: {{cluster: {{alertmanager: {{name: staging}}}}}}", id="another Alertmanager"),
        pytest.param(f"{_QUIET}, platform: {{cluster: {{alertmanager: {{delivery: alertmanagerconfig}}}}}}", id="another delivery"),
    ],
)
def test_environments_may_live_together(patch: str) -> None:
    assert not _codes(_spec(f"{{production: {{}}, staging: {{namespace: staging, patch: {{{patch}}}}}}}"))


def test_environments_with_the_same_named_cluster_meet() -> None:
    assert _codes(_spec(f"{{production: {{}}, staging: {{namespace: staging, patch: {{{_QUIET}}}}}}}", cluster="{name: eu-1}")) == {_SECRET}


def test_environments_in_one_namespace_are_one_mistake() -> None:
    (found,) = _found(_spec("{production: {}, staging: {}}"))
    assert found.code == _DUPLICATE
    assert "`staging` and `production`" in found.message


def test_environments_in_one_namespace_of_two_clusters_are_none() -> None:
    assert not _codes(_spec("{production: {}, staging: {patch: {platform: {cluster: {name: staging}}}}}"))


def test_environments_share_no_alertmanagerconfig() -> None:
    delivered = "{alertmanager: {delivery: alertmanagerconfig}}"
    text = _spec("{production: {}, staging: {}}", cluster=delivered).partition("models:")[0] + "environments: {production: {}, staging: {}}"
    (found,) = _found(text)
    assert found.code == _DUPLICATE
    assert "AlertmanagerConfig `shop`" in found.message


def test_two_platforms_of_an_environment_need_two_alertmanagers() -> None:
    (found,) = _found(_spec("{production: {}}"), _spec("{production: {}}", name="bank"))
    assert found.code == _SECRET
    assert "`shop`" in found.message


def test_two_platforms_of_named_clusters_meet_when_the_names_are_equal() -> None:
    ours, theirs = _spec("{production: {}}", cluster="{name: eu-1}"), _spec("{live: {}}", name="bank", cluster="{name: eu-1}")
    assert _codes(ours, theirs) == {_SECRET}
    assert not _codes(ours, theirs.replace("eu-1", "us-1"))


def test_platforms_of_different_environments_do_not_meet() -> None:
    assert not _codes(_spec("{production: {}}"), _spec("{demo: {}}", name="bank"))


def test_two_autoscalers_of_one_workload_meet_across_environments() -> None:
    patch = "{routing: null, receivers: null, models: {forecast: {scaling: {name: other}}}}"
    found = _found(_spec(f"{{production: {{}}, staging: {{patch: {patch}}}}}"))
    assert {located.code for located in found} == {"autoscaler/shared-target", _DUPLICATE}


_WATCHED = """
platform: {name: shop, namespace: ml, cluster: {prometheus: PROMETHEUS, alertmanager: {delivery: file}, grafana: {delivery: files}}}
metrics: {depth: {series: queue_depth, type: gauge, unit: requests, own: false, where: {topic: orders}}}
components: {broker: {thresholds: {depth: {above: 9, for: 5m}}}}
environments: ENVIRONMENTS
"""


@pytest.mark.parametrize(
    ("prometheus", "staging", "told"),
    [
        pytest.param("{release: a}", "{namespace: staging}", True, id="one Prometheus"),
        pytest.param(
            "{release: a}", "{namespace: staging, patch: {components: {broker: {thresholds: {depth: {above: 5}}}}}}", True, id="a limit"
        ),
        pytest.param(
            "{release: a}", "{namespace: staging, patch: {platform: {cluster: {prometheus: {release: b}}}}}", False, id="two of them"
        ),
        pytest.param("{release: a}", "{namespace: staging, patch: {platform: {cluster: {name: staging}}}}", False, id="two clusters"),
        pytest.param("{release: a}", "{namespace: staging, patch: {metrics: {depth: {where: {topic: tests}}}}}", False, id="other series"),
        pytest.param("{stack: prometheus}", "{}", True, id="plain, in one namespace"),
    ],
)
def test_what_two_environments_watch_is_alerted_on_twice(*, prometheus: str, staging: str, told: bool) -> None:
    environments = f"{{production: {{}}, staging: {staging}}}"
    assert ("alert/of-two-environments" in _codes(_WATCHED.replace("PROMETHEUS", prometheus).replace("ENVIRONMENTS", environments))) is told


def test_a_plain_prometheus_tells_environments_apart_by_their_jobs(compile_spec: CompileSpec) -> None:
    text = """\
platform: {name: shop, namespace: ml, cluster: {prometheus: {stack: prometheus}}}
models: {chat: {scrape: {job: chatNAMESPACE}}}
environments: {production: {}, staging: {STAGING}}
"""
    (found,) = compile_spec(text.replace("STAGING", "namespace: staging").replace("NAMESPACE", "")).diagnostics
    assert found.code == "alert/of-two-environments"
    assert "`scrape: {namespace: …}`" in found.help
    apart = "namespace: staging, patch: {models: {chat: {scrape: {namespace: staging}}}}"
    (half,) = compile_spec(text.replace("STAGING", apart).replace("NAMESPACE", "")).diagnostics
    assert 'in `production` also the series of `staging`: only there `namespace="staging"`' in half.message
    assert compile_spec(text.replace("STAGING", apart).replace("NAMESPACE", ", namespace: ml")).diagnostics == ()


def test_two_platforms_of_one_alertmanager_may_become_one() -> None:
    (found,) = _found(_spec("{production: {}}"), _spec("{production: {}}", name="bank"))
    assert found.code == _SECRET
    assert "make one platform of both" in found.help
    other = "models: {credit: {namespace: bank, scrape: {port: http}, workload: {deployment: credit}}}"
    assert not build({"shop": {"shop.yaml": _spec("{production: {}}").encode(), "bank.yaml": other.encode()}}).diagnostics


def test_one_of_two_platforms_of_one_alertmanager_may_route_for_both() -> None:
    shop, bank = (_spec("{production: {}}", name=name) for name in ("shop", "bank"))
    (found,) = _found(shop, bank)
    assert "`receivers:` and no `routing:`" in found.help
    above, _, below = bank.partition("receivers:")
    assert not _found(shop, f"{above}models:{below.partition('models:')[2]}")
