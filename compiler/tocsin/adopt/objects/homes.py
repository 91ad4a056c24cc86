"""Whose an object is: the model or component of the same workload, or a new component that is named after its target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from tocsin.adopt.names import free
from tocsin.adopt.objects.beside import Beside
from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.said import Said
from tocsin.finding import Checked
from tocsin.source import KeyPath
from tocsin.spec.models import Workload


class Homes:
    """The components of a draft while they are made."""

    def __init__(self, beside: Beside) -> None:
        """Begin with none."""
        self._beside = beside
        self.components: dict[str, dict[str, Any]] = {}

    def of(self, found: Found, said: Said) -> str:
        """Return the name of the component that an object belongs to, a new one where none has its workload."""
        target = self.beginning(found, said)
        for name, component in self.components.items():
            same = (component.get("namespace"), component.get("workload")) == (target.get("namespace"), target["workload"])
            if same and said.section not in component:
                return name
        return free(next(iter(said.workload.values())), {*self.components, *self._beside.subjects})

    def beginning(self, found: Found, said: Said) -> dict[str, Any]:
        """Return what a component says that has nothing but the object's workload."""
        namespace = {"namespace": found.namespace} if found.namespace not in {"", self._beside.namespace} else {}
        return {**namespace, "workload": dict(said.workload)}

    def existing(self, found: Found, said: Said) -> Existing | None:
        """Return the model or component of the specs that runs the same workload; None when none does."""
        for checked in self._beside.mine:
            platform = checked.resolved.spec.platform.namespace
            for at, subject in checked.subjects:
                here = (subject.namespace or platform) == (found.namespace or platform)
                if here and subject.workload is not None and _runs(subject.workload, said.workload):
                    return Existing(checked=checked, at=at, said=getattr(subject, said.section) or None)
        return None


class Existing(Struct, frozen=True, kw_only=True):
    """A model or component of the specs."""

    checked: Checked
    at: KeyPath
    said: object
    """The section that an object would give it, if it has one; else None."""


def _runs(workload: Workload, wanted: Mapping[str, Any]) -> bool:
    # What serves an InferenceService is a Deployment.
    objects = {**workload.objects(), **({"deployment": workload.predictor} if workload.predictor else {})}
    return any(objects.get(kind) == name for kind, name in wanted.items())
