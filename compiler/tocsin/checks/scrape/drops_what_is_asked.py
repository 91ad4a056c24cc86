"""A series that the scrape throws away, and that an alert of the same model is about: it never fires, and nothing looks wrong.

`drop` takes the names of series as they are stored, so that a pattern for one metric may take another whose name begins alike.

Bad (-), good (+):
    models:
      chat:
        runtime: vllm
        defaults: false
        workload: {deployment: chat}
        scrape:
          port: 8000
  -       drop: ["vllm:request_.*"]  # error
  +       drop: ["vllm:request_params_.*"]
        thresholds:
          "vllm:request_queue_time_seconds": {quantile: 0.95, above: 5s, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import promql
from tocsin.finding import Checked, Finding
from tocsin.ir import Alert, Recording
from tocsin.regex.patterns import matches
from tocsin.source import KeyPath
from tocsin.spec.models import Component, Model


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every pattern of a scrape that matches a series which rules of its own model read."""
    dropping = [each for each in checked.scrapes if each.scrape.drop]
    asking: dict[KeyPath, list[Alert | Recording]] = {}
    for rule in checked.rules if dropping else ():
        if rule.at[2:3] != ("scrape",):
            asking.setdefault(rule.at[:2], []).append(rule)
    for each in dropping:
        own = reversed(asking.get(each.at[:2], []))
        read = {node.metric: rule for rule in own for node in promql.selectors(rule.expr) if node.metric is not None}
        for index, pattern in enumerate(each.scrape.drop):
            wanted = sorted([name for name in read if matches(pattern, name)])
            lost = next((name for name in wanted if _may_be_its_own(checked, each.subject, name)), None)
            if lost is not None:
                yield _finding(checked, (*each.at, "drop", index), lost, read[lost])


def _may_be_its_own(checked: Checked, subject: Model | Component, series: str) -> bool:
    """Tell whether the scrape of `subject` may have `series`: its runtime serves it, or no pack in use knows whose it is."""
    known = {name for name, pack in checked.resolved.packs.items() if pack.metric_of(series) is not None}
    return not known or subject.runtime in known


def _finding(checked: Checked, at: KeyPath, series: str, rule: Alert | Recording) -> Finding:
    return Finding(
        message=f"this drops `{series}`, which is asked for",
        help="write the pattern so that it leaves this series, or ask for another",
        where=checked,
        at=at,
        notes=(("it is asked for here", checked, rule.at),),
    )
