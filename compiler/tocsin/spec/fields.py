"""Which keys may be written at some place of a spec."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag

from tocsin.spec.failure import Branch
from tocsin.spec.receivers.kind import type_of


def fields(kind: Any, path: tuple[str | int | Branch, ...]) -> Iterator[str]:  # noqa: ANN401  # any annotation
    """Yield the keys that may stand in what is at `path` in a value of type `kind`; of a union whose branch is not told, all."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from fields(arguments[0], path)
    elif origin in {Union, types.UnionType}:
        branch = path[0] if path and isinstance(path[0], Branch) else None
        members = [member for member in arguments if branch is not None and _is_called(member, branch.name)] or arguments
        for member in members:
            yield from fields(member, path if branch is None else path[1:])
    elif path and isinstance(path[0], Branch):
        yield from fields(kind, path[1:])
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _fields_of(kind, path)
    elif path and origin in {dict, Mapping, tuple, list}:
        yield from fields(arguments[1 if origin in {dict, Mapping} else 0], path[1:])


def _fields_of(section: type[BaseModel], path: tuple[str | int | Branch, ...]) -> Iterator[str]:
    for name, field in section.model_fields.items():
        key = field.alias or name
        if not path:
            yield key
        elif key == path[0]:
            yield from fields(type_of(field), path[1:])


def _is_called(member: Any, name: str) -> bool:  # noqa: ANN401  # any annotation
    """Tell whether pydantic calls a member of a union `name`: by its tag, or by its type, which validators are wrapped around."""
    if get_origin(member) is Annotated:
        inner, *extras = get_args(member)
        return any(isinstance(extra, Tag) and extra.tag == name for extra in extras) or _is_called(inner, name)
    return isinstance(member, type) and (name == member.__name__ or name.endswith((f" {member.__name__}]", f"[{member.__name__}()]")))
