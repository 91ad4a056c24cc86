"""TLS and authentication of ServiceMonitors and PodMonitors, for which prometheus-operator reads Secrets of their namespace.

https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMetricsEndpoint
"""

from __future__ import annotations

from tocsin.lower.clients.writer import Named, Writer
from tocsin.section import FileRef, Section
from tocsin.source import KeyPath
from tocsin.spec.client_tls import ConfigMapRef
from tocsin.spec.receivers.upstream import resource_name, upstream


class Secrets(Writer):
    """Names keys of Secrets, also for user names."""

    def name(self, kind: type[Section], field: str) -> str:
        """Return the key, which is that of an AlertmanagerConfig too."""
        return resource_name(kind, field) or field

    def reference(self, kind: type[Section], field: str, value: Named, at: KeyPath) -> dict[str, object]:
        """Return the selector of a Secret's key; files of Prometheus' own pod PodMonitors cannot name, and for others many forbid it."""
        if isinstance(value, FileRef):
            message = f"a monitor reads `{field}` from a Secret in its namespace, never from a file"
            self.findings.add("scrape/file-in-monitor", message, "write `{secret: <name of the Secret>, key: <key in it>}`", at=at)
            return {}
        if isinstance(value, ConfigMapRef):
            return {self.name(kind, field): {"configMap": {"name": value.config_map, "key": value.key}}}
        selector = {"name": value.secret, "key": value.key}
        return {self.name(kind, field): {"secret": selector} if upstream(kind, field).form == "wrapped" else selector}

    def plain(self, kind: type[Section], field: str, value: object, at: KeyPath) -> dict[str, object]:
        """Return the value, if a monitor may say it."""
        if upstream(kind, field).form in {"selector", "wrapped"}:
            message = f"a monitor reads `{field}` from a Secret in its namespace, like what is secret beside it"
            remedy = "put it into the Secret, and write `{secret: <name of the Secret>, key: <key in it>}`"
            self.findings.add("scrape/reference-needed", message, remedy, at=at)
        return super().plain(kind, field, value, at)
