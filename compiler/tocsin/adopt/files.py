"""Reads the files to adopt: Prometheus rules, Alertmanager configurations, template files, autoscalers and monitors."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from tocsin.adopt.alertmanager import Configuration, configurations
from tocsin.adopt.elsewhere import elsewhere, of_grafana, templated
from tocsin.adopt.objects import Found, Running, objects_in, running_in
from tocsin.adopt.rules import Given, rules_in
from tocsin.diagnostics import Located
from tocsin.source import Fault, parse_several
from tocsin.spec.locate import of_fault

_TEMPLATE: Final = ".tmpl"


class Contents(Struct, frozen=True, kw_only=True):
    """What a file holds."""

    rules: tuple[Given, ...] = ()
    configurations: tuple[Configuration, ...] = ()
    objects: tuple[Found | Running, ...] = ()
    """Autoscalers and monitors, and workloads and Services, which say what monitors select."""
    templates: str | None = None
    """The text of a template file; None when it is none."""
    wrong: tuple[Located, ...] = ()


def read(file: str, content: bytes) -> Contents:
    """Return what a file holds, or else everything that is wrong with it."""
    if file.endswith(_TEMPLATE):
        return Contents(templates=content.decode("utf-8", errors="replace"))
    documents = parse_several(file, content)
    if isinstance(documents, Fault):
        return Contents(wrong=(templated(content.decode("utf-8", errors="replace"), of_fault(documents)),))
    grafana = [each for document in documents if (each := of_grafana(document)) is not None]
    if grafana:
        return Contents(wrong=tuple(grafana))
    found = [each for document in documents for each in (*rules_in(document), *configurations(document), *objects_in(document))]
    running = [each for document in documents for each in running_in(document)]
    if not found and not running:
        return Contents(wrong=(elsewhere(file, documents),))
    return Contents(
        rules=tuple(each for each in found if isinstance(each, Given)),
        configurations=tuple(each for each in found if isinstance(each, Configuration)),
        objects=(*(each for each in found if isinstance(each, Found)), *running),
        wrong=tuple(each for each in found if isinstance(each, Located)),
    )
