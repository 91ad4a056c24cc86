"""Writes sections of receivers under the names of the AlertmanagerConfig resource, monitoring.coreos.com/v1alpha1.

Names and shapes: https://github.com/prometheus-operator/prometheus-operator, pkg/apis/monitoring/v1alpha1 (v0.93).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.lower.receivers.version_gate import VersionGate
from tocsin.section import FileRef, SecretRef, Section
from tocsin.source import KeyPath
from tocsin.spec.receivers.mail import Threading
from tocsin.spec.receivers.problem import Problem
from tocsin.spec.receivers.upstream import Form, alertmanager_name, given, resource_name, spelling, struct_of, upstream

_DELIVER_ALL = "deliver the whole configuration: `platform: {cluster: {alertmanager: {delivery: secret}}}`"


class ResourceWriter(VersionGate, frozen=True, kw_only=True):
    """Writes for one version of Alertmanager and collects what the resource cannot express."""

    def section(self, section: Section, path: KeyPath) -> dict[str, Any]:
        """Return what is given in a section; `route` is its place."""
        if isinstance(section, Threading):
            return {"threadByDate": section.thread_by_date.capitalize()}
        kind = type(section)
        written: dict[str, Any] = {}
        for name, value in given(section):
            place = (*path, spelling(kind, name))
            key = resource_name(kind, name)
            if key is None:
                self.refuse(place)
            elif self.knows(place, struct_of(section), alertmanager_name(kind, name)):
                written[key] = self._value(value, place, upstream(kind, name).form)
        return written

    def refuse(self, path: KeyPath) -> None:
        """Record that the resource has no such field."""
        message = f"an AlertmanagerConfig has no `{path[-1]}` here"
        self.problems.append(Problem(path, "receiver/field-not-in-alertmanagerconfig", message, f"remove it, or {_DELIVER_ALL}"))

    def _value(self, value: object, path: KeyPath, form: Form) -> object:
        match value:
            case FileRef():
                message = f"an AlertmanagerConfig reads `{path[-1]}` from a Secret, never from a file"
                help_ = f"write `{{secret: …, key: …}}`, or {_DELIVER_ALL}"
                self.problems.append(Problem(path, "receiver/file-in-alertmanagerconfig", message, help_))
                return {}
            case SecretRef():
                return self._selector(value, path, form)
            case str() if form in ("selector", "wrapped"):
                message = f"an AlertmanagerConfig reads `{path[-1]}` only from a Secret"
                self.problems.append(Problem(path, "receiver/reference-needed", message, "write `{secret: …, key: …}`"))
                return {}
            case Mapping() if form == "pairs":
                return [{"key": key, "value": self._text(item, (*path, key))} for key, item in value.items()]
            case _:
                return self._text(value, path) if form == "text" else self._plain(value, path)

    def _selector(self, value: SecretRef, path: KeyPath, form: Form) -> dict[str, Any]:
        selector = {"name": value.secret, "key": value.key}
        if form == "plain":
            message = f"an AlertmanagerConfig cannot read `{path[-1]}` from a Secret"
            self.problems.append(Problem(path, "receiver/no-reference-here", message, f"write it out, or {_DELIVER_ALL}"))
        return {"secret": selector} if form == "wrapped" else selector

    def _text(self, value: object, path: KeyPath) -> str:
        if isinstance(value, Mapping | list | tuple):
            message = f"an AlertmanagerConfig takes only a text for `{path[-1]}`"
            self.problems.append(Problem(path, "receiver/text-needed", message, f"write a text, or {_DELIVER_ALL}"))
        return str(value)

    def _plain(self, value: object, path: KeyPath) -> object:
        match value:
            case Section():
                return self.section(value, path)
            case tuple() | list():
                return [self._value(item, (*path, index), "value") for index, item in enumerate(value)]
            case Mapping():
                return {key: self._plain(item, (*path, key)) for key, item in value.items()}
            case _:
                return value
