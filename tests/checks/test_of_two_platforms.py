"""Models of two platforms that are called the same are told where both read the series of both, and nowhere else."""

from __future__ import annotations

import pytest

from tocsin.pipeline import build

_SPEC = """
platform: {{name: {name}, namespace: {namespace}, cluster: {{{cluster}prometheus: {{release: monitoring}}}}}}
models:
  llama-{name}:
    runtime: vllm
    known_as: {known_as}
    defaults: false
    workload: {{kserve: {workload}}}
    scrape: {{{scrape}}}
    thresholds: {{"vllm:num_requests_waiting": {{above: 20, for: 5m}}}}
"""
_USUAL = {"namespace": "ml", "cluster": "", "known_as": "llama", "scrape": "port: http"}


def _told(**other: str) -> list[tuple[str, int]]:
    specs = {
        "chat": _SPEC.format(name="chat", workload="llama-chat", **_USUAL),
        "search": _SPEC.format(name="search", **{**_USUAL, "workload": "llama-search", **other}),
    }
    built = build({name: {f"specs/{name}/{name}.yaml": text.encode()} for name, text in specs.items()})
    assert {each.code for each in built.diagnostics} <= {"metric/of-two-platforms"}
    return [(each.span.file, each.span.line) for each in built.diagnostics]


def test_the_later_one_is_told() -> None:
    assert _told() == [("specs/search/search.yaml", 4)]


@pytest.mark.parametrize(
    "apart",
    [
        {"namespace": "search"},
        {"known_as": "llama-2"},
        {"cluster": "name: other, "},
        {"workload": "llama-chat", "scrape": "job: ml/llama-chat"},
    ],
)
def test_what_is_told_apart_or_is_one_and_the_same_is_not(apart: dict[str, str]) -> None:
    assert _told(**apart) == []
