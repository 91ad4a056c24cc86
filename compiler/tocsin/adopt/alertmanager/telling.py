"""Collects the remarks about an adopted configuration, and the Secrets or files that its user has to create."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from tocsin.adopt.alertmanager.configuration import Configuration
from tocsin.adopt.names import free
from tocsin.adopt.note import Note
from tocsin.conventions import ALERTMANAGER_SECRETS
from tocsin.diagnostics import Diagnostic
from tocsin.source import KeyPath

_NO_KEY: Final = re.compile(r"[^-._a-zA-Z0-9]+")
_MOUNTED: Final = re.compile(rf"{ALERTMANAGER_SECRETS}/([a-z0-9][-a-z0-9.]*)/([-._a-zA-Z0-9]+)")
_CREDENTIALS: Final = re.compile(r"//[^/@\s`]*@")


class Telling(Struct, kw_only=True):
    """What is told so far. No secret ever gets into it."""

    configuration: Configuration
    secret: str | None
    """Name of the Secret for what is written out in the configuration; None: files have it, where no operator mounts Secrets."""
    notes: list[Note]
    keys: dict[str, str]
    """The keys of that Secret, or the names of those files, by what they hold: one value is one secret, wherever it stands."""

    def tell(self, at: KeyPath, message: str, *, lost: bool = False) -> None:
        """Note something about what stands at `at`."""
        said = _CREDENTIALS.sub("//…@", message)
        self.notes.append(Note(span=self.configuration.span(at), message=said, lost=lost))

    def hidden(self, value: object, at: KeyPath, key: str) -> dict[str, str]:
        """Return the reference that stands for a secret which is written out at `at`; `key` is what it would be called."""
        content = str(value)
        if content not in self.keys:
            self.keys[content] = free(_NO_KEY.sub("-", key).strip("-.") or "secret", self.keys.values())
        found = self.keys[content]
        if self.secret is None:
            path = f"{ALERTMANAGER_SECRETS}/{found}"
            self.tell(at, f"`{at[-1]}` is a secret: put it into the file `{path}`, for Alertmanager to read")
            return {"file": path}
        self.tell(at, f"`{at[-1]}` is a secret: put it into the Secret `{self.secret}` under the key `{found}`")
        return {"secret": self.secret, "key": found}

    def file(self, path: object, at: KeyPath) -> dict[str, str]:
        """Return the reference that stands for the path of a file with a secret: to a Secret where an operator mounts one there."""
        text = str(path)
        mounted = _MOUNTED.fullmatch(text)
        if mounted is not None and self.secret is not None:
            return {"secret": mounted[1], "key": mounted[2]}
        if not text.startswith("/"):
            text = f"/etc/alertmanager/{text.removeprefix('./')}"
            self.tell(at, f"`{at[-1]}` is beside the configuration: see that it is `{text}`")
        return {"file": text}


def refused(message: str, remedy: str, at: KeyPath, *, code: str = "adopt/refused") -> Diagnostic:
    """Return what Alertmanager itself does not take, so that nothing is taken over."""
    return Diagnostic(code=code, message=f"{message}: Alertmanager does not start with this", help=remedy, at=at)
