"""TLS and authentication of PodMonitorings, for which Google's managed service reads Secrets of their namespace.

https://github.com/GoogleCloudPlatform/prometheus-engine/blob/main/doc/api.md#httpclientconfig, since its release 0.12
"""

from __future__ import annotations

from typing import Final

from tocsin.lower.clients.writer import Named, Writer
from tocsin.section import FileRef, Section
from tocsin.source import KeyPath
from tocsin.spec.client_tls import ConfigMapRef
from tocsin.spec.receivers.upstream import camel_case
from tocsin.spec.token import TokenRequest

_NAMES: Final = {"client_id": "clientID"}
_REFERENCE: Final = "`{secret: <name of the Secret>, key: <key in it>}`"
_WRITTEN_OUT: Final = frozenset({"username", "client_id"})


class Google(Writer):
    """Names keys of Secrets; user names are written out."""

    def name(self, kind: type[Section], field: str) -> str:
        """Return the key: a token request calls the section `tlsConfig` that an endpoint calls `tls`."""
        return "tlsConfig" if kind is TokenRequest and field == "tls" else _NAMES.get(field) or camel_case(field)

    def reference(self, kind: type[Section], field: str, value: Named, at: KeyPath) -> dict[str, object]:
        """Return the selector of a Secret's key."""
        if field in _WRITTEN_OUT:
            message = f"`{field}` is a text for Google's managed service, which reads none from a Secret"
            self.findings.add("security/no-reference-here", message, "write it out: it is no secret", at=at)
            return {}
        if isinstance(value, ConfigMapRef):
            message = f"a PodMonitoring reads `{field}` from a Secret in its namespace, not from a ConfigMap"
            self.findings.add("scrape/no-config-map", message, f"put the certificates into a Secret, and write {_REFERENCE}", at=at)
            return {}
        if isinstance(value, FileRef):
            message = f"a PodMonitoring reads `{field}` from a Secret in its namespace, never from a file"
            self.findings.add("scrape/file-in-monitor", message, f"write {_REFERENCE}", at=at)
            return {}
        return {self.name(kind, field): {"secret": {"name": value.secret, "key": value.key}}}
