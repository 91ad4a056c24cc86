"""What more than a few alerts or recorded series say alike is told in one line."""

from __future__ import annotations

import pytest

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
    return _between(_SPEC, old, new)


def _between(spec: str, old: str, new: str) -> list[str]:
    assert old in spec
    return between({"shop.yaml": spec.encode()}, {"shop.yaml": spec.replace(old, new).encode()})


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


def test_what_is_recorded_for_an_objective_that_is_new_follows_from_it() -> None:
    told = _told("  code: {", "  code: {slos: {fine: {metric: failed, objective: 99%}}, ")
    assert "    + fine of code: 99% over 30d" in told
    assert "  recorded series" not in told
    assert any(line.startswith("    + FineBudgetBurn (critical, 5m, 1h) of code: ") for line in told)


def test_what_is_recorded_for_many_a_threshold_is_one_line() -> None:
    ladders = "".join(
        f"q{n}: {{metric: queue, aggregate: avg, over: {n}m, above: {{warning: 1, critical: 2}}, for: 5m}}, " for n in range(5, 9)
    )
    told = _told("  code: {thresholds: {", f"  code: {{thresholds: {{{ladders}")
    recorded = told.index("  recorded series")
    assert told[recorded + 1] == "    + model:queue:avg_avg5m, model:queue:avg_avg6m, model:queue:avg_avg7m and 1 more of code"


def test_the_health_of_one_more_model_is_told_alone() -> None:
    healthy = _SPEC.replace("namespace: shop}", "namespace: shop, health: {}}").replace("  chat:\n", "  chat:\n    scrape: {port: http}\n")
    told = _between(healthy, "  code: {", "  code: {scrape: {port: http}, ")
    assert [line for line in told if "subject_healthy" in line] == [
        '    + platform:subject_healthy:bool of code: max(up{job="code",namespace="shop"} or 0 * absent(up{job="code",namespace="shop"}))'
    ]


def test_another_owner_is_told_once_of_all_alerts() -> None:
    # Each alert of an objective has labels of its own besides.
    objective = "code: {owner: pricing, slos: {fine: {metric: failed, objective: 99%}}"
    told = _between(_SPEC.replace("code: {thresholds", f"{objective}, thresholds"), "owner: pricing", "owner: planning")
    assert told[1:4] == [
        "  alerts",
        "    ~ QueueHigh (warning), FineBudgetBurn (critical, 5m, 1h), FineBudgetBurn (critical, 30m, 6h) and 3 more of code",
        "        label owner: pricing -> planning",
    ]


def test_what_may_be_chosen_on_a_dashboard_is_one_line() -> None:
    # By number one more model would move all that follow.
    models = "models:\n  before: {thresholds: {queue: {above: 10, for: 5m, no_data: false}}}\n"
    told = _between(f"{_SPEC}dashboards: {{all: {{variables: [model], rows: {{Row: [queue]}}}}}}\n", "models:\n", models)
    assert "        choices of model: chat, code -> before, chat, code" in told
    assert not [line for line in told if "options" in line]


@pytest.mark.parametrize(
    ("staging", "where", "namespace"),
    [
        ("{namespace: shop-staging}", "shop in prod and staging", "<namespace>"),
        ("{namespace: shop-staging, patch: {metrics: {queue: {series: queue_length}}}}", "shop in prod", "shop"),
    ],
)
def test_environments_are_told_once_where_they_differ_in_names_only(staging: str, where: str, namespace: str) -> None:
    told = _between(f"{_SPEC}environments: {{prod: {{}}, staging: {staging}}}\n", "series: queue_length, type", "series: waiting, type")
    assert [line for line in told if line.startswith("shop")] == [where]
    asked = f'{{model="<name>",namespace="{namespace}"}}'
    assert f"        asks: max(queue_length{asked}) -> max(waiting{asked})" in told


def test_what_is_gone_or_called_by_a_text_is_told_once_of_all_environments() -> None:
    ladder = _SPEC.replace("queue: {above: 10,", "queue: {aggregate: avg, over: 5m, above: {warning: 10, critical: 20},")
    several = f"{ladder}environments: {{prod: {{}}, staging: {{namespace: shop-staging}}}}\n"
    told = _between(several, "above: {warning: 10, critical: 20},", 'above: 10, description: "See to << namespace >>.",')
    assert [line for line in told if line.startswith("shop")] == ["shop in prod and staging"]
    assert [line for line in told if line.startswith("    - model:queue")] == [
        '    - model:queue:avg_avg5m of code: avg(avg_over_time(queue_length{model="code",namespace="<namespace>"}[5m]))'
    ]
    assert "        annotations.description: " in "\n".join(told)


def test_a_word_that_is_a_name_elsewhere_is_no_name() -> None:
    tier = "patch: {models: {code: {labels: {tier: prod}}}}"
    several = f"{_SPEC}environments: {{prod: {{}}, staging: {{namespace: shop-staging}}}}\n"
    told = _between(several, "{prod: {}, staging: {", f"{{prod: {{{tier}}}, staging: {{{tier}, ")
    assert [line for line in told if line.startswith("shop")] == ["shop in prod and staging"]
    assert "        now label tier: prod" in told


def test_what_says_the_same_by_another_name_is_called_otherwise() -> None:
    told = _told("longest: {metric", "backlog: {metric")
    assert told[1:4] == ["  alerts", "    ~ BacklogHigh (warning) of chat", "        called: LongestHigh -> BacklogHigh"]
    paged = _SPEC.replace("routes: {}", "routes: {usual: {when: {severity: warning}, to: page}}")
    renamed = paged.replace("page: {webhook", "pages: {webhook").replace("to: page}", "to: pages}")
    receivers = between({"shop.yaml": paged.encode()}, {"shop.yaml": renamed.encode()})
    assert receivers[1:4] == ["  receivers", "    ~ pages", "        called: page -> pages"]
    assert receivers[-1].startswith("what differs: receivers 1")


_BUDGETS = "budgets go on with what was counted before, and are right after their period"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "{}",
            "{prometheus: {series_labels: {cluster: eu, zone: 'a,{}'}}}",
            [f"    ~ shop: {_BUDGETS}", "now rules ask for: cluster=eu, zone=a,{}", "now dashboards ask for: cluster=eu, zone=a,{}"],
        ),
        (
            "{prometheus: {series_labels: {cluster: eu}}}",
            "{prometheus: {series_labels: {cluster: us}}}",
            [f"    ~ shop: {_BUDGETS}", "rules ask for: cluster=eu -> cluster=us", "dashboards ask for: cluster=eu -> cluster=us"],
        ),
        ("{grafana: {series_labels: {cluster: eu}}}", "{}", ["    ~ shop", "no dashboards ask for any more: cluster=eu"]),
    ],
)
def test_what_every_query_asks_for_is_told_once(old: str, new: str, told: list[str]) -> None:
    objective = "  code: {slos: {held: {metric: queue, not_above: 5, objective: 99%}},"
    spec = _SPEC.replace("namespace: shop}", f"namespace: shop, cluster: {old}}}").replace("  code: {", objective)
    title, *facts = told
    assert _between(spec, f"cluster: {old}", f"cluster: {new}")[1:] == [
        "  platform",
        title,
        *(f"        {fact}" for fact in facts),
        "what differs: platform 1",
    ]


def test_what_names_the_alert_itself_is_told_once_of_many() -> None:
    runbooks = _SPEC.replace("namespace: shop}", 'namespace: shop, runbooks: "https://old.example.com/<< alert >>"}')
    told = _between(runbooks, "old.example.com", "new.example.com")
    assert told[1:4] == [
        "  alerts",
        "    ~ LongHigh (warning), LongerHigh (warning), LongestHigh (warning) and 1 more of chat and code",
        "        annotations.runbook_url: https://old.example.com/<alert> -> https://new.example.com/<alert>",
    ]


def test_a_name_that_begins_with_platform_and_environment_is_one_of_all_environments() -> None:
    probe = "  gateway: {probes: {alive: {url: 'http://gateway.<< namespace >>.svc/', timeout: 5s}}}\n"
    several = f"{_SPEC}components:\n{probe}environments: {{prod: {{}}, staging: {{namespace: shop-staging}}}}\n"
    told = _between(several, "timeout: 5s", "timeout: 9s")
    assert [line for line in told if line.startswith("shop")] == ["shop in prod and staging"]
    assert "    ~ shop-<environment>-gateway-alive" in told


def test_each_receiver_has_its_own_pace() -> None:
    both = _SPEC.replace(
        "routes: {}", "routes: {all: {when: {severity: warning}, to: page, continue: true}, rest: {when: {model: chat}, to: chat}}"
    )
    told = _between(both, "chat}, to: chat}", "chat}, to: chat, repeat_interval: 12h}")
    assert "        repeated: every 4h -> chat every 12h; page every 4h" in told


def test_who_is_told_first_is_no_difference() -> None:
    first, then = ("{when: {severity: warning}, to: page, continue: true}", "{when: {model: chat}, to: chat, continue: true}")
    told = _between(_SPEC.replace("routes: {}", f"routes: {{a: {first}, b: {then}}}"), f"a: {first}, b: {then}", f"b: {then}, a: {first}")
    assert [line for line in told if line.startswith("  ") and not line.startswith("   ")] == ["  routes"]
