"""Texts in quotes that only a word processor writes: to YAML they are letters, and part of the text."""

from __future__ import annotations

from typing import Final

import yaml

from tocsin.source.document import Document
from tocsin.source.places import Loader, span_of
from tocsin.source.span import Fault

_QUOTES: Final = "\u201c\u201d\u201e\u2018\u2019\u201a"


def in_typographic_quotes(document: Document) -> Fault | None:
    """Return the fault of the first text, or key, that is whole in such quotes and in no others; None when there is none."""
    if not any(quote in document.text for quote in _QUOTES):  # nearly always: it is read again only then
        return None
    for event in yaml.parse(document.text, Loader=Loader):
        if isinstance(event, yaml.ScalarEvent) and event.implicit[0] and len(event.value) > 1:
            value = event.value
            if value[0] in _QUOTES and value[-1] in _QUOTES and not {value[0], value[-1]} & {*value[1:-1]}:
                message = f"the quotes of `{value}` are letters to YAML, and part of the text"
                remedy = f'write straight ones: `"{value[1:-1]}"`'
                return Fault(code="spec/typographic-quotes", message=message, help=remedy, span=span_of(document.file, event))
    return None
