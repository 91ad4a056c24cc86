"""What is wrong in some environments only, because of what their patches change, says which those are."""

from __future__ import annotations

import pytest

from tocsin.diagnostics import Located
from tocsin.pipeline import examine

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}}}
metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
components: {gpus: {component: gpu, thresholds: {heat: {above: {warning: 80C, critical: 90C}, for: 5m}}}}
models:
  chat:
    workload: {deployment: chat}
    scrape: {port: http}
    scaling:
      replicas: {min: 2, max: 9} # replicas
      targets: {cpu: 70%, memory: 80%} # targets
receivers: {a: {webhook: {url: {secret: a, key: url}}}, b: {webhook: {url: {secret: b, key: url}}}}
routing:
  receiver: a
  routes:
    one: {when: {severity: critical}, to: a, continue: true}
    two: {when: {component: gpu}, to: b} # two
environments:
  production: {}
  staging: # staging
    patch:
      platform: {namespace: staging, cluster: {name: staging}}
"""


def _told(text: str) -> tuple[Located, ...]:
    return examine({"shop": {"specs/shop/spec.yaml": text.encode()}}).diagnostics


def _line(text: str, mark: str) -> int:
    return text[: text.index(f"# {mark}\n")].count("\n") + 1


@pytest.mark.parametrize(
    ("patch", "code", "place", "note", "noted"),
    [
        (
            "      models: {chat: {scaling: {replicas: {max: 1}}}} # patch\n",
            "scaling/min-above-max",
            "replicas",
            "which changes it (`null` removes a key)",
            "patch",
        ),
        ("      routing: {routes: {one: {continue: false}}} # patch\n", "route/starved", "two", "defined", "staging"),
        ("      models: {chat: {scaling: {targets: {cpu: null}}}} # patch\n", "scaling/memory-only", "targets", "defined", "staging"),
    ],
)
def test_a_mistake_that_a_patch_makes_elsewhere_names_its_environment(patch: str, code: str, place: str, note: str, noted: str) -> None:
    assert not _told(_SPEC)
    (told,) = _told(_SPEC + patch)
    assert (told.code, told.span.line) == (code, _line(_SPEC, place))
    message, span = told.notes[-1]
    assert message == f"only in the environment `staging`, {note}"
    assert span.line == _line(_SPEC + patch, noted)


@pytest.mark.parametrize(
    "patch", ["      models: {chat: {scaling: {targets: {cpu: 1}}}}\n", "      models: {chat: {scaling: {replicas: 3}}}\n"]
)
def test_a_mistake_in_a_patch_stands_there(patch: str) -> None:
    (told,) = _told(_SPEC + patch)
    assert told.span.line == _SPEC.count("\n") + 1
    assert not told.notes


def test_a_mistake_of_the_only_environment_is_its_patch_s_too() -> None:
    text = _SPEC.replace("  production: {}\n", "") + "      models: {chat: {scaling: {replicas: {max: 1}}}} # patch\n"
    (told,) = _told(text)
    assert told.notes == (("only in the environment `staging`, which changes it (`null` removes a key)", told.notes[0][1]),)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("min: 2, max: 9", "min: 2, max: 1"), ("continue: true", "continue: false"), ("cpu: 70%, ", "")],
)
def test_a_mistake_of_all_environments_is_one_of_none(right: str, wrong: str) -> None:
    (told,) = _told(_SPEC.replace(right, wrong, 1))
    assert not any("only in" in message for message, _ in told.notes)


def test_several_environments_are_named_together() -> None:
    patch = "      routing: {routes: {one: {continue: false}}}\n"
    (told,) = _told(f"{_SPEC}{patch}  testing:\n    patch:\n      platform: {{namespace: testing, cluster: {{name: testing}}}}\n{patch}")
    message, span = told.notes[-1]
    assert message == "only in the environments `staging` and `testing`, the first defined"
    assert span.line == _line(_SPEC, "staging")


def test_one_mistake_of_which_environments_have_more_or_less_is_told_once() -> None:
    """How many alerts a route keeps from another is different where one environment has more models."""
    hot = "{component: gpu, thresholds: {heat: {above: 90C, for: 5m, severity: critical, no_data: false}}}"
    text = _SPEC.replace("components: {", f"components: {{all: {hot}, ").replace("continue: true", "continue: false")
    (told,) = _told(text)
    assert "`HeatHigh` (critical) and 1 more before" in told.message
    (told,) = _told(f"{text}      components: {{other: {hot}}}\n")
    assert told.code == "route/starved"
    assert "`HeatHigh` (critical) and 2 more before" in told.message
    assert not any("only in" in message for message, _ in told.notes)
