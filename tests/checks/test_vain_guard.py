"""A guard is told where it decides nothing, each at its own place, and one that may decide is left alone."""

from __future__ import annotations

import pytest

from conftest import CompileSpec

_SPEC = """
platform: {name: shop, namespace: ml}
use: [vllm]
metrics:
  waiting: {pack: vllm, series: "vllm:num_requests_waiting"}
  cache: {pack: vllm, series: "vllm:kv_cache_usage_perc"}
  finished: {pack: vllm, series: "vllm:request_success_total"}
models:
  chat:
    """


@pytest.mark.parametrize(
    ("guards", "told"),
    [
        ("cache: {above: 90}", {"cache": "never"}),
        ("cache: {above: 100%}, finished: {above: 1/s}", {"cache": "never"}),
        ("finished: {above: 1/s}, cache: {equals: 2}", {"cache": "never"}),
        ("finished: {below: 0/s}, cache: {below: 120%}", {"finished": "never", "cache": "always"}),
        ("cache: {above: 90%}, finished: {above: 1/s}", {}),
        ("cache: {above: 2, aggregate: sum}", {}),
    ],
)
@pytest.mark.parametrize(
    "guarded", ["thresholds: {{waiting: {{{0}, while: {{{1}}}}}}}", "slos: {{short: {{{2}, objective: 99%, while: {{{1}}}}}}}"]
)
def test_it_is_told_at_its_place(guarded: str, guards: str, told: dict[str, str], compile_spec: CompileSpec) -> None:
    text = _SPEC + guarded.format("above: {warning: 20, critical: 40}, for: 5m", guards, "metric: waiting, not_above: 20")
    lines = text.splitlines()
    found = [each for each in compile_spec(text).diagnostics if each.code == "threshold/vain-guard"]
    places = {
        guards.rpartition(lines[each.span.line - 1][each.span.column - 1 : each.span.end_column - 1])[0].split()[-1].strip(":"): each
        for each in found
    }
    assert all(each.message.endswith("from 0 to 1" if metric == "cache" else "from 0") for metric, each in places.items())
    assert {metric: each.message.split()[1] for metric, each in places.items()} == told
    assert len(found) == len(told)
