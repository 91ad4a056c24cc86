"""Two autoscalers on one workload: Kubernetes then reports AmbiguousSelector and neither scales.

https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.source import Route


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every autoscaler whose target another one scales already, in any platform of the same environment."""
    seen: dict[tuple[str, ...], tuple[Checked, Route]] = {}
    for checked in estate:
        for autoscaler in checked.platform.autoscalers:
            target = autoscaler.target
            key = (checked.platform.environment, autoscaler.namespace, target.kind, target.name)
            first, at = seen.setdefault(key, (checked, autoscaler.at))
            if at != autoscaler.at or first is not checked:
                yield Finding(
                    message=f"the {target.kind} `{target.name}` already has an autoscaler",
                    help="keep one `scaling` for each workload: two block each other",
                    where=checked,
                    at=autoscaler.at,
                    part="key",
                    notes=(("the other one is", first, at),),
                )
