"""What more than a few alerts or recorded series say alike is told in one line."""

from __future__ import annotations

from diff.test_families import between

_SPEC = """\
platform: {name: shop, namespace: shop}
metrics:
  queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}
  answers: {series: answers_total, type: counter, unit: requests, labels: {model: model, code: code}}
  failed: {ratio: {of: answers, where: {code: error}}}
receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, page: {webhook: {url: {secret: page, key: url}}}}
routing: {receiver: chat, routes: {}}
models:
  chat:
    thresholds:
      long: {metric: queue, above: 10, for: 5m, no_data: false}
      longer: {metric: queue, above: 20, for: 3m, no_data: false}
      longest: {metric: queue, above: 30, for: 1m, no_data: false}
  code: {thresholds: {queue: {above: 10, for: 5m, no_data: false}}}
"""


def _told(old: str, new: str) -> list[str]:
    assert old in _SPEC
    return between({"shop.yaml": _SPEC.encode()}, {"shop.yaml": _SPEC.replace(old, new).encode()})


def test_alerts_that_become_other_in_the_same_way() -> None:
    told = _told("routes: {}", "routes: {usual: {when: {severity: warning}, to: page}}")
    assert told[1:4] == [
        "  alerts",
        "    ~ LongHigh (warning), LongerHigh (warning), LongestHigh (warning) and 1 more of chat and code",
        "        told: chat -> page",
    ]
    assert told[-1].startswith("what differs: alerts 4, ")


def test_a_few_that_become_other_in_the_same_way_stand_alone() -> None:
    told = _told("routes: {}", "routes: {usual: {when: {model: chat}, to: page}}")
    assert told.count("        told: chat -> page") == 3


def test_what_is_recorded_for_an_objective_that_is_new() -> None:
    told = _told("  code: {", "  code: {slos: {fine: {metric: failed, objective: 99%}}, ")
    recorded = told.index("  recorded series")
    assert told[recorded + 1] == "    + slo:events:rate5m, slo:bad_events:rate5m, slo:sli_error:ratio_rate5m and 12 more of code"
    assert told[recorded + 2].startswith("  ")
    assert not told[recorded + 2].startswith("   ")
    assert any(line.startswith("    + FineBudgetBurn (critical, 5m, 1h) of code: ") for line in told)
