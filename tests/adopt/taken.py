"""Rules that are taken over by a test."""

from collections.abc import Mapping

from tocsin.adopt import Adopted, Given, adopted
from tocsin.adopt import read as contents_of
from tocsin.diagnostics import render
from tocsin.pipeline import examine

INTO = "specs/shop/adopted.yaml"


def read(text: str) -> tuple[Given, ...]:
    found = contents_of("rules.yaml", text.encode())
    assert not found.wrong, found.wrong
    return found.rules


def taken(text: str, specs: Mapping[str, str] | None = None, *, everything: bool = False) -> Adopted:
    """Return what becomes of rules beside spec files of the platform `shop`."""
    folders = {"shop": {f"specs/shop/{name}": content.encode() for name, content in specs.items()}} if specs else {}
    examined = examine(folders)
    assert not examined.diagnostics
    return adopted(read(text), folders, INTO, examined.estate, everything=everything)


def alert(expr: str, more: str = "labels: {severity: critical}") -> str:
    return f"groups: [{{name: g, rules: [{{alert: Some, expr: '{expr}', {more}}}]}}]"


def mistakes(text: str) -> str:
    return "\n".join(render(each, text) for each in contents_of("rules.yaml", text.encode()).wrong)
