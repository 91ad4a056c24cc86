"""A route or receiver that one environment leaves idle is no fault; one that all environments of a spec leave idle is."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin.pipeline import examine

_SPEC = """
platform: {name: shop, namespace: ml}
receivers:
  chat: {webhook: {url: {secret: chat, key: url}}}
  pager: {webhook: {url: {secret: pager, key: url}}}
metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
components: {gpus: {thresholds: {heat: {above: 90C, for: 5m, severity: critical}}}}
routing: {receiver: chat}
environments: {ENVIRONMENTS}
"""
_ROUTED = "routing: {routes: {critical: {when: {severity: critical}, to: pager}}}"


def _unrouted(*specs: str) -> list[str]:
    folders = {str(number): {f"specs/{number}/spec.yaml": text.encode()} for number, text in enumerate(specs)}
    found = examine(folders).diagnostics
    assert {each.code for each in found} <= {"receiver/unrouted"}, found
    return [each.span.file for each in found]


def _spec(**environments: str) -> str:
    patches = (f"{name}: {{patch: {{platform: {{cluster: {{name: {name}}}}}, {patch}}}}}" for name, patch in environments.items())
    return _SPEC.replace("ENVIRONMENTS", ", ".join(patches))


@pytest.mark.parametrize(
    ("specs", "told"),
    [
        pytest.param([_spec(one="", two="")], ["specs/0/spec.yaml"], id="idle in both"),
        pytest.param([_spec(one="", two=_ROUTED)], [], id="idle in one"),
        pytest.param(
            [_spec(one=""), _spec(two=_ROUTED)],
            ["specs/0/spec.yaml"],
            id="idle in one spec, used in another that gives its platform the same name",
        ),
    ],
)
def test_a_receiver_that_no_environment_of_its_spec_uses_is_told(specs: list[str], told: list[str]) -> None:
    assert _unrouted(*specs) == told


def test_an_environment_has_only_whom_its_routes_tell_and_needs_no_key_of_others(compile_spec: CompileSpec) -> None:
    built = compile_spec(_spec(one="", two=_ROUTED))
    told = {}
    for each in built.compiled:
        routing = each.platform.routing
        assert routing is not None
        told[each.platform.environment] = [receiver.name for receiver in routing.receivers], routing.secrets
    # `nobody` is the answer to what the chart of the operator has for signals.
    assert told == {"one": (["chat", "nobody"], ("chat",)), "two": (["chat", "pager", "nobody"], ("chat", "pager"))}
