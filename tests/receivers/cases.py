"""The examples of every kind of receiver, and the places where tests find them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tocsin.section import SecretRef
from tocsin.spec.receivers import AlertmanagerGlobal, Receiver
from tocsin.versions import Version

FOLDER = Path(__file__).parent
VERSION = Version(0, 33, 1)


@lru_cache(maxsize=1)
def cases() -> dict[tuple[str, str], dict[str, Any]]:
    """Return every example by its kind and name."""
    files = sorted((FOLDER / "cases").glob("*.yaml"))
    return {(file.stem, name): example for file in files for name, example in _read(file).items()}


def receiver(kind: str, name: str) -> Receiver:
    """Return a receiver with just one example."""
    return Receiver.model_validate({kind: cases()[kind, name]})


def settings(name: str = "full") -> AlertmanagerGlobal:
    """Return an example of the section `alertmanager`."""
    return AlertmanagerGlobal.model_validate(_read(FOLDER / "alertmanager.yaml")[name])


def secret_path(reference: SecretRef) -> str:
    """Return where the operator mounts a key of a Secret."""
    return f"/etc/alertmanager/secrets/{reference.secret}/{reference.key}"


def leaves(value: object) -> Iterator[object]:
    """Yield every scalar in a structure."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def _read(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read
