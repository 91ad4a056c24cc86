"""Every Alertmanager configuration among the artefacts, wherever it is embedded."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from msgspec import Struct

from tocsin.verify.walk import mapping
from tocsin.verify.written import UnreadableError, Written

PLAIN: Final = "alertmanager/alertmanager.yaml"
_KEY: Final = "alertmanager.yaml"


class Configuration(Struct, frozen=True, kw_only=True):
    """A configuration file and the template files that lie beside it, by name."""

    file: str
    """The artefact that it stands in."""
    text: str
    templates: Mapping[str, str]


def configurations(written: Written) -> Iterator[Configuration]:
    """Yield the plain configuration, and each one that a Secret holds; a text that was yielded before is not repeated."""
    seen: set[str] = set()
    for configuration in _all(written):
        if configuration.text not in seen:
            seen.add(configuration.text)
            yield configuration


def custom_resource_specs(written: Written) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the spec of each AlertmanagerConfig, with its file."""
    for file, manifest in _manifests(written):
        if manifest.get("kind") == "AlertmanagerConfig":
            yield file, mapping(manifest.get("spec"))


def _all(written: Written) -> Iterator[Configuration]:
    if written.exists(PLAIN):
        files = written.files("alertmanager/**/*.tmpl")
        templates = {PurePosixPath(file).name: written.text(file) for file in files}
        yield Configuration(file=PLAIN, text=written.text(PLAIN), templates=templates)
    for file, manifest in _manifests(written):
        keys = _keys(manifest)
        if _KEY in keys:
            templates = {name: text for name, text in keys.items() if name.endswith(".tmpl")}
            yield Configuration(file=file, text=keys[_KEY], templates=templates)


def _manifests(written: Written) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for file in written.files("alertmanager/*.yaml"):
        try:
            documents = written.documents(file)
        except UnreadableError:
            continue  # the judge of Kubernetes objects says so
        yield from ((file, mapping(document)) for document in documents if file != PLAIN)


def _keys(document: Mapping[str, object]) -> dict[str, str]:
    """Return the contents of a Secret by key."""
    if document.get("kind") != "Secret":
        return {}
    decoded: dict[str, str] = {}
    for key, value in mapping(document.get("data")).items():
        try:
            decoded[str(key)] = base64.b64decode(str(value), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue  # the judge of Kubernetes objects says so
    return decoded | {str(key): str(value) for key, value in mapping(document.get("stringData")).items()}
