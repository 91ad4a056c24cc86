"""Which types and keys there are at some place of a spec."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag

from tocsin.spec.failure import Branch
from tocsin.spec.receivers.kind import type_of

Path = tuple[str | int | Branch, ...]


def fields(kind: Any, path: Path) -> Iterator[str]:  # noqa: ANN401  # any annotation
    """Yield the keys that may stand in what is at `path` in a value of type `kind`; of a union whose branch is not told, all."""
    for section in sections(kind, path):
        yield from (field.alias or name for name, field in section.model_fields.items())


def sections(kind: Any, path: Path) -> Iterator[type[BaseModel]]:  # noqa: ANN401  # any annotation
    """Yield which sections may be at `path` in a value of type `kind`."""
    yield from (each for each in kinds(kind, path) if isinstance(each, type) and issubclass(each, BaseModel))


def named(kind: Any, path: Path) -> bool:  # noqa: ANN401  # any annotation
    """Tell whether a mapping at `path` in a value of type `kind` has names as its keys, each of something."""
    return any(get_origin(each) in {dict, Mapping} for each in kinds(kind, path))


def kinds(kind: Any, path: Path) -> Iterator[Any]:  # noqa: ANN401  # any annotation
    """Yield the types that a value may have at `path` in a value of type `kind`."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from kinds(arguments[0], path)
    elif origin in {Union, types.UnionType}:
        branch = path[0] if path and isinstance(path[0], Branch) else None
        members = [member for member in arguments if branch is not None and _is_called(member, branch.name)] or arguments
        for member in members:
            yield from kinds(member, path if branch is None else path[1:])
    elif path and isinstance(path[0], Branch):
        yield from kinds(kind, path[1:])
    elif not path:
        yield kind
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if (field.alias or name) == path[0]:
                yield from kinds(type_of(field), path[1:])
    elif origin in {dict, Mapping, tuple, list}:
        yield from kinds(arguments[1 if origin in {dict, Mapping} else 0], path[1:])


def _is_called(member: Any, name: str) -> bool:  # noqa: ANN401  # any annotation
    """Tell whether pydantic calls a member of a union `name`: by its tag, or by its type, which validators are wrapped around."""
    if get_origin(member) is Annotated:
        inner, *extras = get_args(member)
        return any(isinstance(extra, Tag) and extra.tag == name for extra in extras) or _is_called(inner, name)
    return isinstance(member, type) and (name == member.__name__ or name.endswith((f" {member.__name__}]", f"[{member.__name__}()]")))
