"""A sum over a series that two exporters serve: a router repeats what its engines say, and everything is counted twice.

Bad (-), good (+):
    use: [vllm, vllm-production-stack]
    metrics:
  -   waiting: {expr: 'sum(vllm:num_requests_waiting)', unit: requests}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name!=""})', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import series

# What tells whose series it is: the scrape.
_SCRAPES: Final = frozenset({"job", "service", "endpoint", "container"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every aggregated selector that takes the series of two packs in use."""
    for written, selector, _, seen in series(checked):
        if not {"sum", "avg", "count"} & seen.functions:
            continue
        packs = written.knowledge.in_packs(selector.metric or "")
        shared = frozenset.intersection(*(frozenset(metric.labels) for metric in packs.values())) if packs else frozenset()
        telling = {label for metric in packs.values() for label in metric.labels} - shared
        if len(packs) > 1 and not any(matcher.label in telling | _SCRAPES for matcher in selector.matchers):
            message = f"`{selector.metric}` is served by {' and by '.join(f'`{pack}`' for pack in sorted(packs))}"
            models = [label for metric in packs.values() if (label := metric.dimensions.get("model")) in telling]
            first = models[0] if models else min(telling, default="job")
            yield written.finding(message, f'choose one: `{first}!=""`, or `job="…"`', seen)
