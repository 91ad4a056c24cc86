"""Any node of the IR as texts by field name, for what no family describes in better words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, cast

from msgspec import Struct
from msgspec.structs import asdict
from pydantic import BaseModel

from tocsin import ir
from tocsin.duration import format_duration
from tocsin.promql import Expr, Node, to_text
from tocsin.units import Quantity, Unit
from tocsin.versions import Version

_PLACES: Final = frozenset({"at", "sources"})
"""Where something stands in the specs: it means the same elsewhere."""
_DURATIONS: Final = {"_ms": 1, "_seconds": 1000}
"""How many milliseconds is what a field of such a name counts."""


def plain(node: Struct, *, without: Collection[str] = ()) -> dict[str, str]:
    """Return what a node says, by the dotted names of its fields, but for those `without`; what is empty is left out."""
    return dict(_leaves("", {name: value for name, value in asdict(node).items() if name not in without}))


def words(section: BaseModel, names: Collection[str]) -> dict[str, str]:
    """Return what a section of a spec says under these names of its fields."""
    return dict(_leaves("", {name.removesuffix("_"): value for name, value in section.model_dump(include=set(names)).items()}))


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  # whatever a node has
    match value:
        case Struct() if not _is_text(value):
            yield from _leaves(name, asdict(value))
        case BaseModel():
            yield from _leaves(name, value.model_dump())
        case Mapping():
            for key, each in value.items():
                if key not in _PLACES:
                    yield from _leaf(name, str(key), each)
        case tuple() | list() if not _is_text(value) and not all(map(_is_text, value)):
            for number, each in enumerate(value, start=1):
                yield from _leaves(f"{name}.{number}" if len(value) > 1 else name, each)
        case _:
            if text := _text(value):
                yield name, text


def _leaf(name: str, key: str, value: object) -> Iterator[tuple[str, str]]:
    unit = next((unit for unit in _DURATIONS if key.endswith(unit)), None)
    if unit is not None and isinstance(value, int):
        key, value = key.removesuffix(unit), format_duration(value * _DURATIONS[unit]) if value else ""
    yield from _leaves(f"{name}.{key}" if name else key, value)


def _is_text(value: object) -> bool:
    """Tell whether a value is told in one text."""
    return value is None or isinstance(value, str | int | float | Quantity | Version | Unit | Node | ir.Matcher)


def _text(value: Any) -> str:  # noqa: ANN401  # likewise
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.15g}"
        case ir.Matcher():
            return f"{value.label}{value.op}{value.value}"
        case Quantity():
            return value.text
        case Unit():
            return value.name
        case Node():
            return to_text(cast("Expr", value))
        case tuple() | list() if not isinstance(value, Version):
            return ", ".join(map(_text, value))
        case _:
            return str(value)
