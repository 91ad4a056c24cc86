"""A page says which alerts silence the one that it is about: who is called, or is not, need not ask."""

from __future__ import annotations

from conftest import CompileSpec

_SPEC = """
platform: {name: shop, namespace: ml}
metrics:
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}}
  accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model}}
models:
  a:
    scrape: {port: metrics}
    thresholds:
      latency: {quantile: 0.95, above: {warning: 100ms, critical: 200ms}, for: 5m}
      accuracy: {below: 80%}
  b: {scrape: {port: metrics}, thresholds: {accuracy: {below: 70%}}}
receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
routing:
  receiver: chat
"""


def _rows(compile_spec: CompileSpec, alert: str, spec: str = _SPEC) -> list[str]:
    """Return the lines of the table of the page of an alert, without its head, from the severity on."""
    built = compile_spec(spec)
    assert not built.diagnostics, built.diagnostics
    page = built.artifacts[f"default/shop/runbooks/{alert}.md"]
    table = page.partition("## When it fires\n\n")[2].partition("\n\n")[0].splitlines()
    return [table[0], *table[2:]]


def test_a_step_is_silent_while_the_graver_one_fires(compile_spec: CompileSpec) -> None:
    assert _rows(compile_spec, "LatencyHigh") == [
        "| who | severity | when | for | told | silent while |",
        "| a | warning | latency p95 above 100ms | 5m | chat | `LatencyHigh` (critical) |",
        "| a | critical | latency p95 above 200ms | 5m | chat |  |",
    ]


def test_what_is_missing_is_silent_while_its_own_target_is_down(compile_spec: CompileSpec) -> None:
    renamed = _SPEC.replace("b: {scrape: {port: metrics}", "b: {scrape: {port: metrics, alert: Gone}")
    assert _rows(compile_spec, "AccuracyMissing", renamed)[1:] == [
        "| a | warning | accuracy missing | 15m | chat | `TargetDown` |",
        "| b | warning | accuracy missing | 15m | chat | `Gone` |",
    ]


def test_where_nothing_is_silenced_there_is_no_column(compile_spec: CompileSpec) -> None:
    assert _rows(compile_spec, "AccuracyLow")[0] == "| who | severity | when | for | told |"


def test_who_silences_others_is_named_with_whose_it_is(compile_spec: CompileSpec) -> None:
    source, target = (f"{{alertname: AccuracyLow, model: {model}}}" for model in "ab")
    inhibit = f"  inhibit: {{one: {{source: {source}, target: {target}, equal: [platform]}}}}\n"
    assert _rows(compile_spec, "AccuracyLow", _SPEC + inhibit)[1:] == [
        "| a | warning | accuracy below 80% | 5m | chat |  |",
        "| b | warning | accuracy below 70% | 5m | chat | `AccuracyLow` (warning) of a |",
    ]


def test_of_many_some_are_named(compile_spec: CompileSpec) -> None:
    names = [f"m{number}" for number in range(6)]
    metrics = "".join(f"  {name}: {{series: {name}, type: gauge, unit: ratio, labels: {{model: model}}}}\n" for name in names)
    many = "".join(f"      {name}: {{below: 50%, severity: critical, no_data: false}}\n" for name in names)
    spec = _SPEC.replace("models:\n", f"{metrics}models:\n").replace("      accuracy: {below", f"{many}      accuracy: {{below", 1)
    inhibit = "  inhibit: {all: {source: {severity: critical}, target: {alertname: AccuracyLow}, equal: [model]}}\n"
    (row,) = (row for row in _rows(compile_spec, "AccuracyLow", spec + inhibit) if row.startswith("| a "))
    assert row.endswith("`TargetDown`, `LatencyHigh`, `M0Low`, `M1Low`, 4 more |")
