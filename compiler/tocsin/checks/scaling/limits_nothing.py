"""More pods a step than there ever are: the pace of an autoscaler that was to be limited is not, mostly for want of a `%`.

Bad (-), good (+):
    platform: {cluster: {autoscaler: hpa, prometheus: {release: monitoring}}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 10}
          targets: {cpu: 70%}
          down:
            every: 60s
  -         by: 25  # error
  +         by: 25%
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every number of pods a step, said by the model itself, that is above the most replicas."""
    for autoscaler in checked.platform.autoscalers:
        for direction, rules in (("up", autoscaler.up), ("down", autoscaler.down)):
            at = (*autoscaler.at, direction, "by")
            for policy in rules.policies if rules is not None else ():
                # What a policy says is meant for others too.
                if policy.kind == "Pods" and policy.value > autoscaler.maximum and checked.resolved.origins.value(at) is not None:
                    yield Finding(
                        message=f"this limits nothing: it is {policy.value} pods, and there are never more than {autoscaler.maximum}",
                        help=f"write `{policy.value}%` for a share of them, or fewer pods",
                        where=checked,
                        at=at,
                    )
