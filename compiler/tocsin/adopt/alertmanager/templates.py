"""Template files of notifications, taken apart into the templates that they define."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from msgspec import Struct
from pydantic import TypeAdapter, ValidationError

from tocsin.regex import late
from tocsin.routing.go_template import read_template
from tocsin.spec.receivers.template_name import TemplateName

_OPENING: Final = frozenset({"if", "with", "range", "block", "define"})
_STRING: Final = r'"(?:[^"\\\n]|\\.)*"|`[^`]*`'
_ACTION: Final = late(
    rf"\{{\{{(?P<left>-(?=\s))?\s*(?:/\*.*?\*/|(?P<word>[a-z]*)(?P<rest>(?:{_STRING}|(?!\}}\}})[^\"`])*?))\s*(?P<right>(?<=\s)-)?\}}\}}",
    re.DOTALL,
)
_NAME: Final = late(r'\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)')


class Definition(Struct, frozen=True, kw_only=True):
    """A template of a file."""

    name: str
    text: str


def definitions(text: str) -> Iterator[Definition]:
    """Yield what a template file defines.

    >>> [(each.name, each.text) for each in definitions('{{ define "a" -}} {{ if .X }}b{{ end }} {{- end }} rest')]
    [('a', '{{ if .X }}b{{ end }}')]
    """
    depth, name, start = 0, "", 0
    trimmed = False
    for action in _ACTION.finditer(text):
        word = action["word"] or ""
        if word in _OPENING:
            depth += 1
            if depth == 1 and word == "define":
                found = _NAME.match(action["rest"] or "")
                name = (found[1] or found[2] or "") if found else ""
                start, trimmed = action.end(), action["right"] is not None
        elif word == "end":
            depth -= 1
            if depth == 0 and name:
                body = text[start : action.start()]
                body = body.lstrip() if trimmed else body
                yield Definition(name=name, text=body.rstrip() if action["left"] else body)
                name = ""
            depth = max(depth, 0)


def called(texts: Iterator[str], known: Mapping[str, str]) -> set[str]:
    """Return the templates that texts call, and that are neither known nor Alertmanager's own."""
    found = {name for text in (*texts, *known.values()) if "{{" in text for name, _, _ in read_template(text).calls}
    return {name for name in found if name not in known and not name.startswith("__") and ".default." not in name}


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in plain data."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts_in(each)
        case list():
            for each in value:
                yield from texts_in(each)


def is_template_name(name: str) -> bool:
    """Tell whether the language takes a name of a template."""
    try:
        _kind().validate_python(name)
    except ValidationError:
        return False
    return True


@cache
def _kind() -> TypeAdapter[Any]:
    return TypeAdapter(TemplateName)
