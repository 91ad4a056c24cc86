"""The configuration that Alertmanager really gets from what was written, by the way in which it is delivered."""

from __future__ import annotations

import base64
import binascii
import posixpath
from collections.abc import Mapping
from fnmatch import fnmatch
from typing import Any, Final

from msgspec import Struct

from tocsin import ir
from tocsin.conventions import ALERTMANAGER_TEMPLATES
from tocsin.prove.routing.operator import merged
from tocsin.prove.routing.written import document
from tocsin.yaml_writer import dumps

PLAIN: Final = "alertmanager/alertmanager.yaml"
SECRET: Final = "alertmanager/secret.yaml"  # noqa: S105  # a file's name
RESOURCE: Final = "alertmanager/alertmanagerconfig.yaml"
_KEY: Final = "alertmanager.yaml"


class Delivered(Struct, frozen=True, kw_only=True):
    """A configuration file as Alertmanager reads it."""

    file: str
    """The artefact that it comes from, in the platform's folder."""
    text: str
    prefix: str
    """What stands before the names of receivers and intervals, because the operator put it there."""
    texts: Mapping[str, Any]
    """Where the receivers' texts stand: the configuration, or the spec of the AlertmanagerConfig."""
    templates: Mapping[str, str]
    """The templates that Alertmanager reads with it, by the names of their files."""
    problems: tuple[str, ...]
    """Why what was written cannot be what was meant."""

    def named(self, name: str) -> str:
        """Return what `name` is called in the configuration."""
        return self.prefix + name


def delivered(platform: ir.Platform, written: Mapping[str, str]) -> Delivered:
    """Return the configuration of `platform` from its artefacts: the plain file, what the Secret holds, or what the operator makes."""
    match platform.cluster.alertmanager_delivery:
        case "file":
            return _plain(written)
        case "secret":
            return _secret(written)
        case "alertmanagerconfig":
            return _joined(platform, written)


def _plain(written: Mapping[str, str]) -> Delivered:
    text = written.get(PLAIN, "")
    content = document(text)
    folder = posixpath.dirname(PLAIN)
    beside = {posixpath.relpath(path, folder): file for path, file in written.items() if path.startswith(f"{folder}/")}
    problems = () if content else (f"`{PLAIN}` was not written",)
    return Delivered(file=PLAIN, text=text, prefix="", texts=content, templates=_read(content, beside), problems=problems)


def _secret(written: Mapping[str, str]) -> Delivered:
    keys = _keys(document(written.get(SECRET, "")))
    text = keys.get(_KEY, "")
    content = document(text)
    problems = [] if content else [f"`{SECRET}` was not written, or has no `{_KEY}`"]
    # amtool judges the plain file elsewhere, and people read it; templates alone are read from another folder.
    plain = document(written.get(PLAIN, ""))
    unlike = [key for key in {**plain, **content} if key != "templates" and plain.get(key) != content.get(key)]
    problems += [f"`{key}` in `{PLAIN}` is another than in `{SECRET}`" for key in unlike]
    mounted = {f"{ALERTMANAGER_TEMPLATES}/{key}": file for key, file in keys.items()}
    return Delivered(file=SECRET, text=text, prefix="", texts=content, templates=_read(content, mounted), problems=tuple(problems))


def _read(configuration: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, str]:
    """Return those of `files` that a configuration names as templates: no other defines what a text may name."""
    asked = configuration.get("templates") or ()
    return {posixpath.basename(path): text for path, text in files.items() if any(fnmatch(path, str(pattern)) for pattern in asked)}


def _keys(secret: Mapping[str, Any]) -> dict[str, str]:
    """Return the contents of a Secret by key."""
    plain = {str(key): str(value) for key, value in (secret.get("stringData") or {}).items()}
    encoded = {str(key): str(value) for key, value in (secret.get("data") or {}).items()}
    try:
        return {**{key: base64.b64decode(value, validate=True).decode() for key, value in encoded.items()}, **plain}
    except (binascii.Error, UnicodeDecodeError):
        return plain


def _joined(platform: ir.Platform, written: Mapping[str, str]) -> Delivered:
    resource = document(written.get(RESOURCE, ""))
    head = resource.get("metadata") or {}
    found = bool(head.get("namespace") and head.get("name") and resource.get("spec"))
    cluster = platform.cluster
    objects = [resource] if found else []
    configuration = merged(objects, strategy=cluster.alertmanager_strategy, alertmanager_namespace=cluster.alertmanager_namespace)
    return Delivered(
        file=RESOURCE,
        text=dumps(configuration),
        prefix=f"{platform.namespace}/{platform.name}/",
        texts=resource.get("spec") or {},
        # Nothing carries template files to where the operator joins it.
        templates={},
        problems=() if found else (f"`{RESOURCE}` was not written",),
    )
