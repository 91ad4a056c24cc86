"""Objects that are taken over by a test."""

from collections.abc import Mapping
from typing import Any

import yaml

from adopt.taken import INTO
from tocsin.adopt import Adopted, adopted
from tocsin.adopt import read as contents_of
from tocsin.adopt.objects.generated import Generated, generated
from tocsin.pipeline import examine


def taken(text: str, specs: Mapping[str, str] | None = None) -> Adopted:
    """Return what becomes of the objects and rules of a file beside spec files of the platform `shop`."""
    found = contents_of("given.yaml", text.encode())
    assert not found.wrong, found.wrong
    folders = {"shop": {f"specs/shop/{name}": content.encode() for name, content in specs.items()}} if specs else {}
    examined = examine(folders)
    assert not examined.diagnostics
    return adopted(found.rules, folders, INTO, examined.estate, objects=found.objects)


def told(found: Adopted) -> list[str]:
    """Return what is told, each with its line."""
    return [f"{note.span.line}: {'lost: ' if note.lost else ''}{note.message}" for note in found.drafted.notes]


def drafted(found: Adopted) -> dict[str, Any]:
    """Return the draft, in which nothing is wrong."""
    examined = examine({"shop": {INTO: found.drafted.text.encode()}})
    assert not examined.diagnostics, examined.diagnostics
    spec = yaml.safe_load(found.drafted.text)
    assert isinstance(spec, dict)
    return spec


def made(found: Adopted) -> list[Generated]:
    """Return what is generated of the draft."""
    (checked,) = examine({"shop": {INTO: found.drafted.text.encode()}}).estate
    return list(generated(checked.platform))
