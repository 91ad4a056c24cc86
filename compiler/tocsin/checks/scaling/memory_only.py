"""Scaling on memory alone: a model server keeps the memory that it has taken, so that replicas come and never go.

Memory follows the weights that are loaded and the caches that are filled, hardly the load. Beside another target it is a safeguard.

Bad (-), good (+):
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 3}
  -       targets: {memory: 80%}  # error
  +       targets: {cpu: 70%, memory: 80%}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield the target of every autoscaler that has no other than memory."""
    for autoscaler in checked.platform.autoscalers:
        if [each.resource for each in autoscaler.resources] == ["memory"] and not autoscaler.metrics and not autoscaler.triggers:
            yield Finding(
                message="memory does not fall with the load, so replicas that have come for it stay",
                help="add a target that follows the load: `cpu: 70%`, or a metric such as a queue",
                where=checked,
                at=autoscaler.resources[0].at,
                part="key",
            )
