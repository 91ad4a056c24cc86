"""A total of what clients ask for, such as requests or tokens a second: it is the same however many replicas answer.

Why: `total:` asks for as many times the present replicas as the value is a multiple of the target. At 150 requests a second and a target
of 100 that is half as many more each time that it is looked at, up to `max`; of these 3 stay when 70 are left, which 1 could take. What
comes right with more replicas (a latency, a share, failures) is held in total, and of what they share each replica has its part.
https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#algorithm-details

Bad (-), good (+):
    platform: {cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
    metrics: {requests: {series: requests_total, type: counter, unit: requests, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 3}
          targets:
  -         requests: {total: 100/s}  # error
  +         requests: {per_replica: 100/s}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Call, Expr, Selector, selectors
from tocsin.regex import late

_ASKED: Final = late(r"request|token|quer(?:y|ies)|message|prediction|inference", re.IGNORECASE)
# What happens less often when there are more replicas.
_AVOIDABLE: Final = late(
    r"abort|cancel|delay|denied|drop|error|evict|exceed|expire|fail|late|limit|miss|overload|preempt|queue|refus|reject|retr(?:y|ies)|shed"
    r"|slow|swap|throttl|timed_?out|timeout|unavailable|wait",
    re.IGNORECASE,
)
_OUTCOME: Final = late(r"code|status|reason|result|outcome|error|state", re.IGNORECASE)


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every total of an autoscaler that is a sum of rates of what is asked of the model."""
    targets = {each.at: each for each in checked.targets}
    for autoscaler in checked.platform.autoscalers:
        for metric in autoscaler.metrics:
            placed = targets.get(metric.at)
            if placed is None or placed.target.total is None or not _demand(metric.query):
                continue
            yield Finding(
                message=f"`{placed.metric}` is asked for however many replicas there are: a total of it brings ever more of them, or fewer",
                help=f"write `per_replica:`, and how much of `{placed.target.total.text}` one replica can take",
                where=checked,
                at=(*metric.at, "total"),
                part="key",
            )


def _demand(query: Expr) -> bool:
    """Tell whether a query adds up rates of what clients ask for, whatever becomes of it."""
    while isinstance(query, Binary) and query.op == "or":
        query = query.left
    match query:
        case Aggregate("sum", Call("rate" | "irate" | "increase")):
            return all(_asked(selector) for selector in selectors(query))
        case _:
            return False


def _asked(selector: Selector) -> bool:
    name = selector.metric or ""
    return (
        _ASKED.search(name) is not None
        and _AVOIDABLE.search(name) is None
        and not any(_OUTCOME.search(matcher.label) for matcher in selector.matchers)
    )
