"""TLS and authentication for programs that read secrets from files: a Prometheus without the operator, and the blackbox exporter.

https://prometheus.io/docs/prometheus/latest/configuration/configuration/#http_config,
https://github.com/prometheus/blackbox_exporter/blob/master/CONFIGURATION.md#http_probe
"""

from __future__ import annotations

from typing import Final, assert_never

from tocsin.diagnostics import Findings
from tocsin.lower.clients.writer import Named, Writer
from tocsin.section import FileRef, SecretRef, Section
from tocsin.source import KeyPath
from tocsin.spec.client_tls import ConfigMapRef
from tocsin.spec.receivers.upstream import alertmanager_name
from tocsin.versions import FEATURES

_NEVER_IN_A_FILE: Final = "client_id"


class Files(Writer):
    """Names files: those that the spec names, and for a key of a Secret or ConfigMap the one that it becomes where that is mounted."""

    def __init__(self, findings: Findings, mounts: str, *, names: bool = True) -> None:
        """Take the folder below which Secrets and ConfigMaps are mounted, and whether user names can be read from files too."""
        super().__init__(findings)
        self._mounts, self._names = mounts, names

    def name(self, kind: type[Section], field: str) -> str:
        """Return the key, which is Alertmanager's too: all of them configure one library."""
        return alertmanager_name(kind, field)

    def reference(self, kind: type[Section], field: str, value: Named, at: KeyPath) -> dict[str, object]:
        """Return the path of the file."""
        if field == _NEVER_IN_A_FILE:
            message = f"`{field}` cannot be read from a file, and a Secret would be mounted as one"
            self.findings.add("security/no-reference-here", message, "write it out: it is no secret", at=at)
            return {}
        if field == "username" and not self._names:
            message = f"Prometheus reads user names from files since {FEATURES['prometheus/username_file']}"
            remedy = "write it out, or raise `platform.cluster.prometheus.version` once that version runs"
            self.findings.add("scrape/needs-newer-prometheus", message, remedy, at=at)
        return {f"{self.name(kind, field)}_file": self._path(value)}

    def _path(self, value: Named) -> str:
        match value:
            case FileRef():
                return value.file
            case SecretRef():
                return f"{self._mounts}/secrets/{value.secret}/{value.key}"
            case ConfigMapRef():
                return f"{self._mounts}/configmaps/{value.config_map}/{value.key}"
            case _:
                assert_never(value)
