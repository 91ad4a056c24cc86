"""Whose an object is: the model or component of the same workload, or a new component that is named after its target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from tocsin.adopt.names import free
from tocsin.adopt.objects.beside import Beside
from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.said import Said
from tocsin.finding import Checked
from tocsin.source import KeyPath
from tocsin.spec.models import Workload

_LABELS: Final = frozenset({"labels", "service"})
"""What a workload says besides which one it is."""


class Home(Struct, frozen=True, kw_only=True):
    """A component of a draft that gets an object's section."""

    name: str
    component: Mapping[str, Any]
    """What it says so far."""


class Homes:
    """The components of a draft while they are made."""

    def __init__(self, beside: Beside) -> None:
        """Begin with none."""
        self._beside = beside
        self.components: dict[str, dict[str, Any]] = {}

    def of(self, found: Found, said: Said) -> Home:
        """Return the component that an object belongs to, a new one where none has its workload."""
        namespace = said.namespace or found.namespace
        begun: dict[str, Any] = {"namespace": namespace} if namespace != self._beside.namespace else {}
        begun |= {"workload": dict(said.workload)} if said.workload else {}
        for name, component in self.components.items():
            if component.get("namespace") == begun.get("namespace") and _takes(name, component, said):
                workload = {**component.get("workload", {}), **said.workload}
                return Home(name=name, component=component | ({"workload": workload} if workload else {}))
        wanted = said.name or said.named or next(iter(_which(said.workload).values()), found.kind.lower())
        return Home(name=free(wanted, {*self.components, *self._beside.subjects}), component=begun)

    def existing(self, found: Found, said: Said) -> Existing | None:
        """Return the model or component of the specs that an object belongs to; None when none does."""
        namespace = said.namespace or found.namespace
        for checked in self._beside.mine:
            platform = checked.resolved.spec.platform.namespace
            for at, subject in checked.subjects:
                if (subject.namespace or platform) != namespace or subject.workload is None:
                    continue
                section = getattr(subject, said.section) or None
                if said.key is not None:
                    section = None if section is None else section.get(said.key)
                named = at[1] in {said.name, said.named, *said.called} if said.key is not None else at[1] == said.name
                if named or (_runs(subject.workload, said.workload) and (said.name is None or section is None)):
                    return Existing(checked=checked, at=at, said=section)
        return None


class Existing(Struct, frozen=True, kw_only=True):
    """A model or component of the specs."""

    checked: Checked
    at: KeyPath
    said: object
    """The section that an object would give it, if it has one; else None."""


def _which(workload: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in workload.items() if key not in _LABELS}


def _takes(name: str, component: Mapping[str, Any], said: Said) -> bool:
    """Tell whether a component is about what an object is about, and has room for its section."""
    workload = component.get("workload", {})
    if said.key is not None:
        names = {name, workload.get("service"), *_which(workload).values()}
        return not names.isdisjoint({said.named, *said.called}) and said.key not in component.get(said.section, {})
    return _which(workload) == _which(said.workload) and said.section not in component and said.name in {None, name}


def _runs(workload: Workload, wanted: Mapping[str, Any]) -> bool:
    # What serves an InferenceService is a Deployment.
    objects = {**workload.objects(), **({"deployment": workload.predictor} if workload.predictor else {})}
    return any(objects.get(kind) == name for kind, name in _which(wanted).items())
