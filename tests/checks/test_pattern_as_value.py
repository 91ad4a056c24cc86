"""A value that was meant as a pattern is told wherever a condition stands, and what only looks like one is not."""

from __future__ import annotations

import pytest

from conftest import CompileSpec

_HEAD = """
platform: {name: shop, namespace: ml}
metrics:
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, code: status, route: route}}
  load: {series: load, type: gauge, unit: ratio, labels: {model: model, pod: pod}}
"""
_EVERYWHERE = """  errors: {ratio: {of: requests, where: {code: [2.., "404", "5..", "=~4.."]}}}
models:
  chat:
    thresholds:
      requests: {above: 5/s, where: {code: {not: "2.."}}, while: {load: {above: 50%, where: {pod: chat-.*}}}}
      errors: {above: 5%}
    slos:
      few: {metric: errors, not_above: 5%, objective: 99%, where: {route: "v1.*"}, while: {load: {above: 50%, where: {pod: "a.*"}}}}
    scaling:
      replicas: {min: 1, max: 3}
      policy: calm
      targets: {requests: {per_replica: 5/s}}
      down: {when: {load: {below: 50%, where: {pod: "b.*"}}}}
    panels:
      - requests: {where: {code: "3.."}}
policies:
  calm: {down: {when: {load: {below: 50%, where: {pod: "c.*"}}}}}
recordings:
  "all:requests:rate5m": {metric: requests, where: {code: "4.."}}
"""


def test_it_is_told_where_it_stands(compile_spec: CompileSpec) -> None:
    text = _HEAD + _EVERYWHERE
    found = [each for each in compile_spec(text).diagnostics if each.code == "metric/pattern-as-value"]
    lines = text.splitlines()
    told = [(lines[each.span.line - 1][each.span.column - 1 : each.span.end_column - 1], each.help) for each in found]
    assert told == [
        ("2..", 'write `code: {matches: "2.."}`'),
        ('"5.."', 'write `code: {matches: "5.."}`'),
        ('"=~4.."', 'write `code: {matches: "4.."}`'),
        ('"2.."', 'write `code: {not_matches: "2.."}`'),
        ("chat-.*", 'write `pod: {matches: "chat-.*"}`'),
        ('"v1.*"', 'write `route: {matches: "v1.*"}`'),
        ('"a.*"', 'write `pod: {matches: "a.*"}`'),
        ('"b.*"', 'write `pod: {matches: "b.*"}`'),
        ('"3.."', 'write `code: {matches: "3.."}`'),
        ('"c.*"', 'write `pod: {matches: "c.*"}`'),
        ('"4.."', 'write `code: {matches: "4.."}`'),
    ]


@pytest.mark.parametrize("value", ["5xx", "/v1/*", "2025.1..2025.3", "a|", "C*", "{matches: 5..}", "[a.b, c]"])
def test_what_may_be_a_value_is_none(value: str, compile_spec: CompileSpec) -> None:
    text = _HEAD + f"models: {{chat: {{thresholds: {{requests: {{above: 5/s, where: {{route: {value}}}}}}}}}}}\n"
    assert "metric/pattern-as-value" not in {each.code for each in compile_spec(text).diagnostics}
