"""The rules that an HPA and a ScaledObject share: what can be scaled, and how fast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin import source
from tocsin.verify.complaint import Fault

UNSCALABLE: Final = frozenset({"InferenceService", "LLMInferenceService", "DaemonSet", "Job", "CronJob", "Pod", "Service"})
"""Kinds without a scale subresource; behind KServe's are Deployments, which have one."""

LONGEST_WINDOW: Final = 3600
LONGEST_PERIOD: Final = 1800
"""Seconds: ValidateHorizontalPodAutoscaler in kubernetes/pkg/apis/autoscaling/validation/validation.go."""


def target_faults(target: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a `scaleTargetRef`."""
    if target.get("kind") in UNSCALABLE:
        said = f"{target['kind']} has no scale subresource: nothing would ever scale"
        yield Fault(path=("spec", "scaleTargetRef", "kind"), message=said, help="name the Deployment behind it")


def behavior_faults(behavior: Mapping[str, Any], path: source.KeyPath) -> Iterator[Fault]:
    """Yield what the API server refuses in the `behavior` that stands at `path`."""
    for direction, rules in behavior.items():
        at = (*path, direction)
        if not 0 <= rules.get("stabilizationWindowSeconds", 0) <= LONGEST_WINDOW:
            said = f"the window must have 0 to {LONGEST_WINDOW} seconds"
            yield Fault(path=(*at, "stabilizationWindowSeconds"), message=said, help="shorten `window`")
        if rules.get("selectPolicy", "Max") not in {"Max", "Min", "Disabled"}:
            yield Fault(path=(*at, "selectPolicy"), message="selectPolicy is Max, Min or Disabled", help="choose one of them")
        if "policies" in rules and not rules["policies"]:
            yield Fault(path=(*at, "policies"), message="the list of policies is empty", help="leave it out for the defaults")
        for index, policy in enumerate(rules.get("policies", ())):
            yield from _policy(policy, (*at, "policies", index))


def _policy(policy: Mapping[str, Any], path: source.KeyPath) -> Iterator[Fault]:
    if policy["type"] not in {"Pods", "Percent"}:
        yield Fault(path=(*path, "type"), message=f"`{policy['type']}` is no policy", help="write a percentage or a number of pods in `by`")
    if policy["value"] <= 0:
        yield Fault(path=(*path, "value"), message="the change must be greater than 0", help="write a greater `by`")
    if not 1 <= policy["periodSeconds"] <= LONGEST_PERIOD:
        said = f"the period must have 1 to {LONGEST_PERIOD} seconds"
        yield Fault(path=(*path, "periodSeconds"), message=said, help="change `every`")
