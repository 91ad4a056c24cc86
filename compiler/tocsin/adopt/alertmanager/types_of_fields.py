"""What the fields of receivers take: a secret, a text that may be one, a section, a list, a duration of Go's."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Struct

from tocsin.section import SecretRef, Section
from tocsin.spec.receivers.kind import type_of
from tocsin.spec.receivers.upstream import Form, alertmanager_name, resource_name, spelling, upstream


class Field(Struct, frozen=True, kw_only=True):
    """One field of a section."""

    spelling: str
    """How a spec has it."""
    secret: Literal["always", "maybe", "never"]
    section: type[Section] | None
    """Of what its value, or each of several, is one."""
    many: bool
    by_name: bool
    """Whether it is a mapping by names."""
    truth: bool
    whole: bool
    """Whether it is a number."""
    text: bool
    anything: bool
    """Whether it may be any structure, which is taken as it is."""
    go_duration: bool
    form: Form


@cache
def fields(section: type[Section], *, resource: bool) -> Mapping[str, Field]:
    """Return the fields of a section by the names that Alertmanager's file has for them, or its resource."""
    found = {}
    for name in section.model_fields:
        key = resource_name(section, name) if resource else alertmanager_name(section, name)
        if key is not None:
            found[key] = _field(section, name)
    return found


def _field(section: type[Section], name: str) -> Field:
    info = section.model_fields[name]
    members = tuple(_members(type_of(info)))
    sections = [each for each in members if _is_section(each)]
    secret = SecretRef in sections
    plain = {str, int} & set(members)
    spelt = upstream(section, name)
    return Field(
        spelling=spelling(section, name),
        secret="never" if not secret else "maybe" if plain else "always",
        section=next((each for each in sections if not secret), None),
        many=any(get_origin(each) is tuple for each in _parts(type_of(info))),
        by_name=any(get_origin(each) is dict for each in _parts(type_of(info))),
        truth=bool in members,
        whole=int in members,
        text=str in members,
        anything="JsonValue" in str(info.annotation),
        go_duration=spelt.go_duration,
        form=spelt.form,
    )


def _is_section(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Section)


def _parts(kind: Any) -> Iterator[Any]:  # noqa: ANN401  # any annotation
    """Yield the members of a type that may be a union, and of what is annotated that itself."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _parts(get_args(kind)[0])
    elif origin in {Union, types.UnionType}:
        for each in get_args(kind):
            yield from _parts(each)
    else:
        yield kind


def _members(kind: Any) -> Iterator[Any]:  # noqa: ANN401  # any annotation
    """Yield the types that stand anywhere in a type."""
    for part in _parts(kind):
        if get_origin(part) in {tuple, list}:
            yield from _members(get_args(part)[0])
        elif get_origin(part) is dict:
            yield from _members(get_args(part)[1])
        else:
            yield part
