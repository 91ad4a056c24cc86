"""One of something, or a list of it."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from tocsin.section import Items


@cache
def _adapter(kind: Any, *, many: bool) -> TypeAdapter[Any]:  # noqa: ANN401 -- any annotation, which no type describes
    return TypeAdapter(Annotated[Items[kind], Field(min_length=1)] if many else kind)


def _either(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 -- any annotation, which no type describes
    return TypeAdapter(kind | list[kind])


class OneOrMany:
    """Validates one value of the type `kind`, or a list of them into a tuple.

    A union would do the same, but would report each mistake once for every member, at a place that no file has; and what validates a kind
    would be built for every kind there is, whether anybody uses it or not.
    """

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 -- any annotation, which no type describes
        """Take the type."""
        self._kind = kind

    @property
    def kind(self) -> Any:  # noqa: ANN401 -- any annotation, which no type describes
        """The type of one."""
        return self._kind

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401  # as pydantic has it
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(_either(self.kind).core_schema)

    def _validate(self, value: object) -> object:
        return _adapter(self.kind, many=isinstance(value, list | tuple)).validate_python(value)
