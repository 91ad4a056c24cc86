"""The file of notification templates beside Alertmanager's configuration: tocsin's, and after them the platform's own."""

from __future__ import annotations

from functools import cache
from typing import Final

from tocsin import ir
from tocsin.conventions import header
from tocsin.folders import DATA

TEMPLATE_FILE: Final = "tocsin.tmpl"


def template_text(routing: ir.Routing) -> str:
    """Return the notification templates that receivers refer to, with the comment that says where the file comes from."""
    own = "".join(f"\n{definition(name, text)}\n" for name, text in sorted(routing.templates.items()))
    return f"{{{{/* {header(routing.sources)} */}}}}\n{shipped()}{own}"


def definition(name: str, text: str) -> str:
    """Return what defines the template `name`.

    >>> definition("shop.title", "{{ .Status }}")
    '{{ define "shop.title" }}{{ .Status }}{{ end }}'
    """
    return f'{{{{ define "{name}" }}}}{text}{{{{ end }}}}'


@cache
def shipped() -> str:
    """Return the templates that come with the compiler."""
    return (DATA / "emit/templates" / TEMPLATE_FILE).read_text(encoding="utf-8")
