"""What a spec allows itself: with a reason, where it is, and only while it is there."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin.pipeline import Build

_PLAIN = "platform: {name: shop, namespace: ml, stack: {grafana: {admin: grafana-admin, service: LoadBalancer}}}"
_BLOCK = """\
platform:
  name: shop
  namespace: ml
  stack:
    grafana:
      admin: grafana-admin
      service: LoadBalancer"""


def _codes(build: Build) -> list[str]:
    return [located.code for located in build.diagnostics]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{_BLOCK}  # allow grafana/plain-http: our VPN (#12)\n", id="on its line"),
        pytest.param(_BLOCK.replace("      service", "      # allow grafana/plain-http: our VPN (#12)\n      service"), id="above"),
        pytest.param(
            _BLOCK.replace("      service", "      # allow grafana/plain-http: our VPN (#12)\n      # for ever\n      service"),
            id="above, with words between",
        ),
        pytest.param(f"# allow grafana/plain-http: our VPN (#12)\n{_PLAIN}\n", id="on the first line"),
    ],
)
def test_a_finding_is_allowed_with_a_reason(compile_spec: CompileSpec, text: str) -> None:
    built = compile_spec(text)
    assert not built.diagnostics
    assert built.artifacts
    assert [(each.located.code, each.reason) for each in built.allowed] == [("grafana/plain-http", "our VPN (#12)")]


@pytest.mark.parametrize(
    "comment", ["allow grafana/plain-http", "allow grafana/plain-http:", "allow grafana/plain-http because of the VPN"]
)
def test_a_reason_is_needed(compile_spec: CompileSpec, comment: str) -> None:
    assert _codes(compile_spec(f"{_BLOCK}  # {comment}\n")) == ["grafana/plain-http", "allow/no-reason"]


def test_an_allowance_elsewhere_allows_nothing(compile_spec: CompileSpec) -> None:
    text = _BLOCK.replace("name: shop", "name: shop  # allow grafana/plain-http: the VPN encrypts")
    assert sorted(_codes(compile_spec(text))) == ["allow/unused", "grafana/plain-http"]


def test_what_nothing_asks_for_is_a_mistake(compile_spec: CompileSpec) -> None:
    built = compile_spec(_BLOCK.replace("LoadBalancer", "ClusterIP  # allow grafana/plain-http: the VPN encrypts"))
    (found,) = built.diagnostics
    assert (found.code, found.span.line, found.span.column) == ("allow/unused", 7, 27)
    assert not built.artifacts


def test_a_check_that_does_not_exist_is_a_mistake(compile_spec: CompileSpec) -> None:
    (found,) = compile_spec(f"{_BLOCK.replace('LoadBalancer', 'ClusterIP')}  # allow grafana/plain-htp: the VPN encrypts\n").diagnostics
    assert (found.code, found.help) == ("allow/unknown-code", "did you mean `grafana/plain-http`?")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("models: {chat: {thresholds: {nothing: {above: 1}}}}", "metric/unknown"),
        ("models: {chat: {thresolds: {}}}", "spec/unknown-key"),
        ("models: {chat: {}}", "platform/empty"),
    ],
)
def test_what_makes_output_impossible_cannot_be_allowed(compile_spec: CompileSpec, line: str, code: str) -> None:
    text = f"platform: {{name: shop, namespace: ml}}  # allow {code}: never mind\n{line}  # allow {code}: never mind\n"
    assert set(_codes(compile_spec(text))) == {code, "allow/not-allowable"}


def test_of_a_spec_with_mistakes_nothing_is_called_unused(compile_spec: CompileSpec) -> None:
    text = f"{_BLOCK.replace('LoadBalancer', 'ClusterIP')}  # allow grafana/plain-http: the VPN encrypts\nmodels: {{chat: {{above: 1}}}}\n"
    assert _codes(compile_spec(text)) == ["spec/unknown-key"]


def test_words_about_allowing_are_no_allowance(compile_spec: CompileSpec) -> None:
    text = f"""\
# allow more traffic than before
{_BLOCK.replace("LoadBalancer", "ClusterIP")}
  owner: "# allow grafana/plain-http: a text"
  labels:
    note: >-
      https://example.com
      # allow grafana/plain-http: a text
"""
    assert not compile_spec(text).diagnostics


def test_an_allowance_stands_at_the_head_of_a_block_of_text(compile_spec: CompileSpec) -> None:
    text = """\
platform: {name: shop, namespace: ml}
metrics:
  up:
    unit: count
    expr: |  # allow promql/job-of-nobody: the job is another team's
      sum(up{job="gateway"})
models: {chat: {workload: {deployment: chat}, scrape: {port: http}, thresholds: {up: {below: 1, for: 5m}}}}
"""
    built = compile_spec(text)
    assert [each.located.code for each in built.allowed] == ["promql/job-of-nobody"]
    assert built.artifacts
    assert _codes(compile_spec(text.replace("  # allow promql/job-of-nobody: the job is another team's", ""))) == ["promql/job-of-nobody"]


def test_two_findings_on_a_line_are_allowed_one_by_one(compile_spec: CompileSpec) -> None:
    text = """\
platform: {name: shop, namespace: ml}
metrics:
  up: {unit: count, expr: 'sum(gone / up{job="other"})'}  # allow promql/unknown-metric: soon # allow promql/job-of-nobody: theirs
models: {chat: {workload: {deployment: chat}, scrape: {port: http}, thresholds: {up: {below: 1, for: 5m}}}}
"""
    assert sorted(each.reason for each in compile_spec(text).allowed) == ["soon", "theirs"]


def test_an_allowance_of_the_base_holds_in_every_environment(compile_spec: CompileSpec) -> None:
    text = f"""\
{_BLOCK}  # allow grafana/plain-http: the VPN encrypts
environments:
  production: {{}}
  staging: {{namespace: staging}}
"""
    assert not compile_spec(text).diagnostics


def test_what_a_patch_does_is_allowed_in_the_patch(compile_spec: CompileSpec) -> None:
    text = f"""\
{_BLOCK.replace("LoadBalancer", "ClusterIP")}
environments:
  production: {{}}
  staging:
    namespace: staging
    patch:
      platform:
        stack:
          grafana:
            service: LoadBalancer  # allow grafana/plain-http: nobody logs in there
"""
    assert not compile_spec(text).diagnostics
