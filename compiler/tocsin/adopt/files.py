"""What the files hold that are taken over: rules of Prometheus, configurations of Alertmanager, template files."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from tocsin.adopt.alertmanager import Configuration, configurations
from tocsin.adopt.rules import Given, rules_in
from tocsin.diagnostics import Located
from tocsin.source import Fault, parse_several, spot
from tocsin.spec.locate import of_fault

_TEMPLATE: Final = ".tmpl"


class Contents(Struct, frozen=True, kw_only=True):
    """What a file holds."""

    rules: tuple[Given, ...] = ()
    configurations: tuple[Configuration, ...] = ()
    templates: str | None = None
    """The text of a template file; None when it is none."""
    wrong: tuple[Located, ...] = ()


def read(file: str, content: bytes) -> Contents:
    """Return what a file holds, or else everything that is wrong with it."""
    if file.endswith(_TEMPLATE):
        return Contents(templates=content.decode("utf-8", errors="replace"))
    documents = parse_several(file, content)
    if isinstance(documents, Fault):
        return Contents(wrong=(of_fault(documents),))
    found = [each for document in documents for each in (*rules_in(document), *configurations(document))]
    if not found:
        message = "neither rules nor a configuration of Alertmanager are in this file"
        remedy = "name rule files or alertmanager.yml, files of their objects, or values of kube-prometheus-stack"
        return Contents(wrong=(Located(code="adopt/no-rules", message=message, help=remedy, span=spot(file), severity="error"),))
    return Contents(
        rules=tuple(each for each in found if isinstance(each, Given)),
        configurations=tuple(each for each in found if isinstance(each, Configuration)),
        wrong=tuple(each for each in found if isinstance(each, Located)),
    )
