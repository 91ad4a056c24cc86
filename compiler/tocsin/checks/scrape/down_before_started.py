"""An alert that no target answers, sooner than a replica has started: each time that the model wakes, it is told to be down.

Prometheus scrapes a pod as soon as it has an address, before its image is pulled and the model is loaded. Where `down` says no time, the
time that a replica takes to start is added to the usual one.

Bad (-), good (+):
    models:
      chat:
        workload: {deployment: chat, starts: 4m}
  -     scrape: {port: http, down: 3m}  # error
  +     scrape: {port: http}
        scaling: {by: keda, replicas: {min: 0, max: 3}, targets: {queue: {per_replica: 10}}}
    metrics:
      queue: {series: gateway_queue_depth, type: gauge, unit: requests, labels: {model: model}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.duration import parse_duration
from tocsin.finding import Checked, Finding
from tocsin.spec.down import TargetsDown


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `down` of a model that its autoscaler wakes which is over before a replica has started."""
    waking = {autoscaler.at[:2] for autoscaler in checked.platform.autoscalers if autoscaler.minimum == 0}
    for each in checked.scrapes if waking else ():
        subject_at, workload = each.at[:2], each.subject.workload
        starts = workload.starts if workload is not None else None
        if subject_at not in waking or starts is None or each.scrape.job is not None or "down" not in each.scrape.model_fields_set:
            continue
        down, place = each.scrape.down, (*each.at, "down")
        if isinstance(down, TargetsDown):
            if "for_" not in down.model_fields_set:
                continue
            down, place = down.for_, (*place, "for")
        if down is not None and (parse_duration(down) or 0) < (parse_duration(starts) or 0):
            yield Finding(
                message=f"a replica takes {starts} to start, and is told to be down after {down}",
                help=f"write more than `{starts}`, or leave it out",
                where=checked,
                at=place,
                notes=(("it starts", checked, (*subject_at, "workload", "starts")),),
            )
