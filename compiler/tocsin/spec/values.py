"""What is in a part of a spec, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.section import Section
from tocsin.source import KeyPath


def items_of(part: object) -> Iterator[tuple[str | int, object]]:
    """Yield what stands directly in `part` by its key or index, as far as its author wrote it; nothing for a text or number."""
    match part:
        case Section():
            for name, field in type(part).model_fields.items():
                if name in part.model_fields_set:
                    yield field.alias or name, getattr(part, name)
        case Mapping():
            yield from part.items()
        case tuple() | list():
            yield from enumerate(part)
        case _:
            return


def values_in(part: object, at: KeyPath) -> Iterator[tuple[KeyPath, object]]:
    """Yield `part`, which stands at `at`, and everything in it at its place, in the order in which the language lists its keys."""
    yield at, part
    for key, value in items_of(part):
        yield from values_in(value, (*at, key))
