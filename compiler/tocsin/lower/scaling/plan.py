"""The scaling of one model, with its policy merged in."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from tocsin.lower.subject import Subject
from tocsin.source import KeyPath
from tocsin.spec.scaling import ScalingPolicy

RESOURCES: Final[tuple[Literal["cpu"], Literal["memory"]]] = ("cpu", "memory")
"""What metrics-server measures of pods; there is no other Resource metric."""
MERGED: Final = ("targets", "hours", "triggers")
"""What a model says of these joins what its policy says, name by name."""


class Plan(Struct, frozen=True, kw_only=True):
    """What is to be scaled, by what, and how."""

    subject: Subject
    merged: ScalingPolicy
    by: Literal["hpa", "keda"]
    name: str
    at: KeyPath

    def owns(self, key: str, name: str | None = None) -> bool:
        """Tell whether the model says a key of the scaling itself, of targets, hours and triggers one by its name."""
        own = self.subject.spec.scaling
        if own is None or own.policy is None:
            return True
        return name in getattr(own, key) if key in MERGED and name is not None else key in own.model_fields_set

    def belongs(self, key: str, *, to: tuple[str, ...]) -> bool:
        """Tell whether what `key` says is meant for what is said at `to`: a policy may suit more than the few of one who shares it."""
        return self.owns(*to[:2]) or not self.owns(key)

    def said(self, *path: str) -> KeyPath:
        """Return where a key of the scaling is written: by the model itself, or by the policy that it names."""
        own = self.subject.spec.scaling
        policy = own.policy if own is not None else None
        return (*self.at, *path) if policy is None or self.owns(*path[:2]) else ("policies", policy, *path)

    @property
    def sleeps(self) -> bool:
        """Tell whether it may have no replica."""
        return self.merged.replicas is not None and self.merged.replicas.min == 0
