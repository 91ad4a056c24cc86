"""Writes sections of receivers under the names of Alertmanager's configuration file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tocsin.duration import parse_duration
from tocsin.lower.receivers.version_gate import VersionGate
from tocsin.section import FileRef, Secret, SecretRef, Section
from tocsin.source import KeyPath
from tocsin.spec.receivers.http_client import HttpClient, Proxy
from tocsin.spec.receivers.mail import Threading
from tocsin.spec.receivers.settings import SharedSettings
from tocsin.spec.receivers.upstream import alertmanager_name, given, spelling, struct_of, upstream

SecretPath = Callable[[SecretRef], str]


class ConfigurationWriter(VersionGate, frozen=True, kw_only=True):
    """Writes for one version of Alertmanager and collects what that version cannot read."""

    secret_path: SecretPath

    def section(self, section: Section, path: KeyPath) -> dict[str, Any]:
        """Return what is given in a section; `route` is its place."""
        kind = type(section)
        prefix = section.PREFIX if isinstance(section, SharedSettings) else ""
        written: dict[str, Any] = {"enabled": True} if isinstance(section, Threading) else {}
        for name, value in given(section):
            place = (*path, spelling(kind, name))
            key = prefix + alertmanager_name(kind, name)
            if isinstance(value, SharedSettings):
                written |= self.section(value, place)
            elif isinstance(value, SecretRef | FileRef):
                written |= self._reference(value, place, struct_of(section), key)
            elif self.knows(place, struct_of(section), key):
                written[key] = self._value(section, name, value, place)
        return written

    def _reference(self, value: SecretRef | FileRef, path: KeyPath, struct: str, key: str) -> dict[str, str]:
        if not self.knows_file(path, struct, f"{key}_file"):
            return {}
        return {f"{key}_file": self._path(value)}

    def _path(self, value: SecretRef | FileRef) -> str:
        return value.file if isinstance(value, FileRef) else self.secret_path(value)

    def _value(self, section: Section, name: str, value: Any, path: KeyPath) -> object:  # noqa: ANN401 -- its type follows from its name
        if name == "http_headers" and isinstance(section, HttpClient):
            return {header: self._header(values) for header, values in sorted(value.items())}
        if name == "proxy_connect_header" and isinstance(section, Proxy):
            self.knows_file(path, struct_of(section), f"{name}_file")
            return {}
        if upstream(type(section), name).go_duration:
            return go_duration(value)
        return self._plain(value, path)

    def _plain(self, value: object, path: KeyPath) -> object:
        match value:
            case Section():
                return self.section(value, path)
            case tuple() | list():
                return [self._plain(item, (*path, index)) for index, item in enumerate(value)]
            case Mapping():
                return {key: self._plain(item, (*path, key)) for key, item in value.items()}
            case _:
                return value

    def _header(self, values: str | Secret | tuple[str | Secret, ...]) -> dict[str, list[str]]:
        listed = values if isinstance(values, tuple) else (values,)
        texts = [value for value in listed if isinstance(value, str)]
        paths = [self._path(value) for value in listed if not isinstance(value, str)]
        return {key: found for key, found in (("values", texts), ("files", paths)) if found}


def go_duration(text: str) -> str:
    """Return a Prometheus duration as Go's parser reads it, which knows no unit longer than the hour.

    >>> go_duration("1d"), go_duration("90s"), go_duration("0s"), go_duration("1m30s500ms")
    ('24h', '1m30s', '0s', '1m30s500ms')
    """
    rest = parse_duration(text) or 0
    parts: list[str] = []
    for unit, milliseconds in (("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)):
        count, rest = divmod(rest, milliseconds)
        parts += [f"{count}{unit}"] if count else []
    return "".join(parts) or "0s"
