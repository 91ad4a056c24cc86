"""An expression of PromQL that a test is sure of."""

from __future__ import annotations

import re

from msgspec.structs import replace

from tocsin.promql import Expr, ParseFailure, Range, parse, transform

_VARIABLE = re.compile(r"\[(\$\w+|\$\{\w+\})\]")
_YEARS_MS = 99 * 31_536_000_000  # windows that nobody writes stand for the variables


def read(text: str, *, variables: bool = False) -> Expr:
    """Return the expression, with Grafana's variables for windows when `variables` are asked for."""
    names: dict[int | str, str] = dict(enumerate(dict.fromkeys(_VARIABLE.findall(text)) if variables else (), _YEARS_MS + 1))
    for more, name in enumerate(names.values(), 1):
        text = text.replace(f"[{name}]", f"[99y{more}ms]")
    found = parse(text)
    assert not isinstance(found, ParseFailure), found.message
    return transform(found, lambda node: replace(node, window=names.get(node.window, node.window)) if isinstance(node, Range) else node)
