"""One model's scaling, its policy merged in."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from tocsin.lower.subject import Subject
from tocsin.source import Route
from tocsin.spec.scaling import ScalingPolicy

RESOURCES: Final[tuple[Literal["cpu"], Literal["memory"]]] = ("cpu", "memory")
"""What metrics-server measures of pods; there is no other Resource metric."""


class Plan(Struct, frozen=True, kw_only=True):
    """What is to be scaled, by what, and how."""

    subject: Subject
    merged: ScalingPolicy
    by: Literal["hpa", "keda"]
    name: str
    at: Route

    def said(self, *route: str) -> Route:
        """Return where a key of the scaling is written: by the model itself, or by the policy that it names."""
        own = self.subject.spec.scaling
        if own is None or own.policy is None or route[0] in own.model_fields_set:
            return (*self.at, *route)
        return ("policies", own.policy, *route)

    @property
    def sleeps(self) -> bool:
        """Tell whether it may have no replica."""
        return self.merged.replicas is not None and self.merged.replicas.min == 0
