"""One of something, or a list of it."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationInfo

from tocsin.section import Items


def one_or_many(kind: Any) -> BeforeValidator:  # noqa: ANN401 -- any annotation, which no type describes
    """Return what validates one value of the type `kind`, or a list of them into a tuple.

    A union would do the same, but would report each mistake once for every member, at a place that no file has.
    """

    @lru_cache(maxsize=2)
    def adapter(*, many: bool) -> TypeAdapter[Any]:
        return TypeAdapter(Annotated[Items[kind], Field(min_length=1)] if many else kind)

    def validate(value: object, info: ValidationInfo) -> object:
        return adapter(many=isinstance(value, list | tuple)).validate_python(value, context=info.context)

    return BeforeValidator(validate, json_schema_input_type=kind | list[kind])
