"""The texts of a receiver that its author wrote as templates, by their places."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pydantic import BaseModel

from tocsin.finding import Checked
from tocsin.routing.go_template import Template, read_template
from tocsin.routing.template_data import UNKNOWN
from tocsin.source import KeyPath


@lru_cache(maxsize=16)
def templates(checked: Checked) -> tuple[tuple[str, KeyPath, Template], ...]:
    """Return the name of the receiver, the place and the template of each text with `{{` in it."""
    return tuple(
        (name, at, read_template(text))
        for name, receiver in checked.resolved.spec.receivers.items()
        for at, text in _texts(receiver, ("receivers", name))
        if "{{" in text
    )


@lru_cache(maxsize=16)
def definitions(checked: Checked) -> tuple[tuple[str, KeyPath, Template], ...]:
    """Return the name, the place and the content of each template of the platform's own; what it is called with is not certain."""
    own = checked.resolved.spec.templates
    return tuple((name, ("templates", name), read_template(text, dot=UNKNOWN)) for name, text in own.items() if "{{" in text)


def _texts(part: object, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    match part:
        case str():
            yield at, part
        case BaseModel():
            for name, field in type(part).model_fields.items():
                if name in part.model_fields_set:
                    yield from _texts(getattr(part, name), (*at, field.alias or name))
        case dict():
            for key, value in part.items():
                yield from _texts(value, (*at, key))
        case list() | tuple():
            for index, value in enumerate(part):
                yield from _texts(value, (*at, index))
