"""Plain data in, a typed section out, or a diagnostic for every mistake in it."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from tocsin.diagnostics import Diagnostic, did_you_mean
from tocsin.source import Route

T = TypeVar("T")

_NOUNS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
    "int_from_float": "a whole number",
}


def validate(kind: TypeAdapter[T], value: object, at: Route = ()) -> T | tuple[Diagnostic, ...]:
    """Return `value` as `kind`, or every mistake in it with its route below `at`."""
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        found: dict[Route, Diagnostic] = {}
        for detail in error.errors(include_url=False):
            diagnostic = _diagnostic(kind._type, value, detail, at)  # noqa: SLF001  # the adapter keeps no public name for its type
            # The branches of a union each complain about the same place: the first, written first, is the usual form.
            found.setdefault((*diagnostic.at, diagnostic.part) if isinstance(diagnostic.at, tuple) else (), diagnostic)
        return tuple(found.values())


def _diagnostic(kind: Any, value: object, detail: ErrorDetails, at: Route) -> Diagnostic:  # noqa: ANN401  # any annotation
    route, here = _follow(value, detail["loc"])
    given, code = detail["input"], detail["type"]
    match code:
        case "extra_forbidden":
            key = str(detail["loc"][-1])
            known = set(_fields(kind, detail["loc"][:-1]))
            return Diagnostic(
                code="spec/unknown-key", message=f"unknown key `{key}`", help=did_you_mean(key, known), at=at + route, part="key"
            )
        case "missing":
            key = str(detail["loc"][-1])
            where = f" in `{route[-1]}`" if route else ""
            return Diagnostic(
                code="spec/missing-key", message=f"`{key}` is missing{where}", help=f"add `{key}:`", at=at + route, part="key"
            )
        case "literal_error":
            choices = [choice.strip("'") for choice in detail["ctx"]["expected"].replace(" or ", ", ").split(", ")]
            return Diagnostic(
                code="spec/not-one-of", message=f"`{given}` is not allowed here", help=did_you_mean(str(given), choices), at=at + route
            )
        case "string_pattern_mismatch":
            return Diagnostic(
                code="spec/bad-form",
                message=f"`{given}` does not have the right form",
                help=f"it must match `{detail['ctx']['pattern']}`",
                at=at + route,
            )
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal" | "too_short" | "too_long" | "string_too_short":
            return Diagnostic(
                code="spec/out-of-range",
                message=f"{_shown(given)}: {detail['msg'].lower()}",
                help="give it a value in that range",
                at=at + route,
            )
        case _ if code in _NOUNS:
            remedy = f'write `"{given}"` in quotes' if code == "string_type" and isinstance(given, int | float) else f"write {_NOUNS[code]}"
            return Diagnostic(code="spec/wrong-type", message=f"expected {_NOUNS[code]}, got {_shown(given)}", help=remedy, at=at + route)
        case _:
            remedy = str(detail.get("ctx", {}).get("help", ""))
            code = code if "/" in code else "spec/invalid"
            return Diagnostic(
                code=code,
                message=detail["msg"],
                help=remedy or "see the schema for what is allowed here",
                at=at + route,
                part="key" if here is _KEY else "value",
            )


_KEY = object()


def _follow(value: object, location: tuple[int | str, ...]) -> tuple[Route, object]:
    """Return the part of pydantic's location that is a route through `value`: union tags and type names are not."""
    route: list[str | int] = []
    here = value
    for index, key in enumerate(location):
        if key == "[key]":
            return tuple(route), _KEY
        if (isinstance(here, Mapping) and key in here) or (isinstance(here, list | tuple) and isinstance(key, int) and key < len(here)):
            here = here[key]  # type: ignore[call-overload, index]  # both kinds of container take the key they hold
            route.append(key)
        elif index == len(location) - 1:
            break
    return tuple(route), here


def _fields(kind: Any, location: tuple[int | str, ...]) -> Iterator[str]:  # noqa: ANN401  # any annotation
    """Yield the keys that may stand at `location` of a value of type `kind`."""
    if not location:
        for model in _models(kind):
            for name, field in model.model_fields.items():
                yield field.alias or name
        return
    key, rest = location[0], location[1:]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from _fields(arguments[0], location)
    elif origin in {Union, types.UnionType}:
        tagged = [
            argument for argument in arguments if any(isinstance(extra, Tag) and extra.tag == key for extra in get_args(argument)[1:])
        ]
        for argument in tagged or arguments:
            yield from _fields(argument, rest if tagged else location)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if key in {name, field.alias}:
                yield from _fields(Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation, rest)
    elif origin in {dict, Mapping}:
        yield from _fields(arguments[1], rest)
    elif origin in {tuple, list}:
        yield from _fields(arguments[0], rest)


def _models(kind: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  # any annotation
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    elif get_origin(kind) is Annotated:
        yield from _models(get_args(kind)[0])
    elif get_origin(kind) in {Union, types.UnionType}:
        for argument in get_args(kind):
            yield from _models(argument)


def _shown(given: object) -> str:
    match given:
        case None:
            return "nothing"
        case bool():
            return f"`{str(given).lower()}`"
        case str():
            return f"the text `{given[:40]}`"
        case int() | float():
            return f"the number `{given}`"
        case list() | tuple():
            return "a list"
        case _:
            return "a mapping"
