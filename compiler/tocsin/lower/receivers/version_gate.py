"""Refuses fields of receivers that the platform's version of Alertmanager does not have."""

from __future__ import annotations

from msgspec import Struct, field

from tocsin.source import KeyPath
from tocsin.spec.receivers.problem import Problem
from tocsin.versions import Version, alertmanager_since

_RAISE = "remove it, or raise `platform.cluster.alertmanager.version` once that version runs"
_READ = (
    "have prometheus-operator read the Secret, for any version: `platform: {cluster: {alertmanager: {delivery: alertmanagerconfig}}}`;"
    " or raise `platform.cluster.alertmanager.version` once that version runs"
)


class VersionGate(Struct, frozen=True, kw_only=True):
    """Knows the fields of one version; asking for one that is too new records a problem."""

    version: Version
    problems: list[Problem] = field(default_factory=list)

    def knows(self, path: KeyPath, struct: str, key: str) -> bool:
        """Return whether the struct has the field; raises KeyError for a field that no version has."""
        since = alertmanager_since(struct, key)
        if since is None:
            raise KeyError(f"{struct}.{key}")
        if since <= self.version:
            return True
        message = f"`{path[-1]}` needs Alertmanager {since}; this platform runs {self.version}"
        self.problems.append(Problem(path, "receiver/field-too-new", message, _RAISE))
        return False

    def knows_file(self, path: KeyPath, struct: str, key: str) -> bool:
        """Return whether the secret whose file form is the field `key` can be read from a file."""
        since = alertmanager_since(struct, key)
        if since is None:
            message = f"no Alertmanager reads `{path[-1]}` from a file, and secrets are never written into its configuration"
            help_ = (
                "write it out if it is no secret, remove it,"
                " or deliver with `platform: {cluster: {alertmanager: {delivery: alertmanagerconfig}}}`"
            )
            self.problems.append(Problem(path, "receiver/secret-without-file", message, help_))
            return False
        if since <= self.version:
            return True
        message = f"`{path[-1]}` can be read from a file since Alertmanager {since}; this platform runs {self.version}"
        self.problems.append(Problem(path, "receiver/field-too-new", message, _READ))
        return False
