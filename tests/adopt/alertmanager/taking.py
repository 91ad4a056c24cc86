"""What a configuration becomes when it is taken over and built, and the labels and times by which both are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from tocsin import ir
from tocsin.adopt import Adopted, Routed, adopted, read, routed
from tocsin.diagnostics import Located
from tocsin.emit.alertmanager import emit
from tocsin.pipeline import examine, meant

INTO = "specs/shop/alertmanager.yaml"


class Taken(NamedTuple):
    """A configuration that was taken over."""

    routed: Routed
    adopted: Adopted
    routing: ir.Routing
    built: str
    """The file that Alertmanager reads."""

    @property
    def spec(self) -> dict[str, Any]:
        """What was written."""
        spec: dict[str, Any] = yaml.safe_load(self.adopted.drafted.text)
        return spec

    @property
    def lost(self) -> list[str]:
        """What could not be taken over."""
        return [note.message for note in self.adopted.drafted.notes if note.lost]

    @property
    def told(self) -> list[str]:
        """All that is told, with its lines."""
        return [f"{note.span.line}: {note.message}" for note in self.adopted.drafted.notes]


def taken(
    text: str, *more: str, file: str = "alertmanager.yml", templates: Mapping[str, str] | None = None, files: bool | None = None
) -> Taken:
    """Return what becomes of a configuration, or of several objects in one file or more."""
    contents = [read(file, each.encode()) for each in (text, *more)]
    assert not [each.wrong for each in contents if each.wrong]
    found = routed([each for content in contents for each in content.configurations], "shop", templates or {}, files=files)
    assert isinstance(found, Routed), found
    made = adopted([rule for content in contents for rule in content.rules], {}, INTO, (), routing=found)
    estate = meant({"shop": {INTO: made.drafted.text.encode()}})
    (checked,) = estate.estate
    routing = checked.platform.routing
    assert routing is not None
    built = next(each.text for each in emit(checked.platform) if each.path == "alertmanager/alertmanager.yaml")
    return Taken(found, made, routing, built)


def mistakes(text: str, file: str = "alertmanager.yml") -> Sequence[Located]:
    """Return what is wrong with a file."""
    content = read(file, text.encode())
    if content.wrong:
        return content.wrong
    found = routed(content.configurations, "shop", {})
    return () if isinstance(found, Routed) else found


def judged(spec: str) -> list[str]:
    """Return the codes of what the checks find in a spec."""
    return [each.code for each in examine({"shop": {INTO: spec.encode()}}).diagnostics]
