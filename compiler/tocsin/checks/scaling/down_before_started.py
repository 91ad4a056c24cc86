"""Replicas that are taken away sooner than new ones start: a load that comes and goes finds the model always one step behind.

For as long as a replica loads its model, the last recommendation upwards should hold: `down: {window: …}` keeps the highest one of the
window, 5 minutes unless said otherwise; KEDA keeps the last replica for the `cooldown`.
https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#stabilization-window

Bad (-), good (+):
    models:
      chat:
        workload: {deployment: chat, starts: 10m}
        scaling:
          replicas: {min: 1, max: 3}
          targets: {cpu: 70%}
  -       down: {window: 2m}  # error
  +       down: {window: 15m}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked, Finding
from tocsin.ir import Autoscaler
from tocsin.source import KeyPath

# https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
_DEFAULT_WINDOW_SECONDS: Final = 300


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every autoscaler that goes down within the time that a replica takes to start."""
    scaled = {autoscaler.at[:2]: autoscaler for autoscaler in checked.platform.autoscalers}
    for at, subject in checked.subjects if scaled else ():
        starts = subject.workload.starts if subject.workload is not None else None
        if starts is None or at not in scaled:
            continue
        seconds = (parse_duration(starts) or 0) // 1000
        for what, waits, place in _waits(scaled[at]):
            if waits < seconds:
                yield Finding(
                    message=f"a replica takes {starts} to start, and may go after {format_duration(waits * 1000)}",
                    help=f"write `{what}` of at least `{starts}`",
                    where=checked,
                    at=place,
                    notes=(("it starts", checked, (*at, "workload", "starts")),),
                )


def _waits(autoscaler: Autoscaler) -> Iterator[tuple[str, int, KeyPath]]:
    """Yield what keeps replicas, for how many seconds, and where it is said."""
    down = autoscaler.down
    if down is None or down.select != "Disabled":
        window = down.window_seconds if down is not None else None
        yield "down: {window: …}", _DEFAULT_WINDOW_SECONDS if window is None else window, (*autoscaler.at, "down", "window")
    if autoscaler.by == "keda" and autoscaler.minimum == 0:
        yield "cooldown: …", autoscaler.cooldown_seconds, (*autoscaler.at, "cooldown")
