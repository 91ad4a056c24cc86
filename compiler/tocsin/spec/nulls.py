"""A `null` that says something: `scrape: {down: null}` is never alert, and the default, were it removed, is to alert after 3 minutes.

A merge patch removes by `null`, and so does what stands over `defaults`. Where the language gives `null` a meaning that no other value
has, a key could not be set to it there at all: meanwhile something else stands in its place.
"""

from __future__ import annotations

import types
from typing import Any, Final, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from tocsin.source import KeyPath
from tocsin.spec import Spec
from tocsin.spec.fields import sections


class _Said:
    """Stands for a `null` that is a value."""


_NULL: Final = _Said()


def as_values(value: Any, path: KeyPath) -> Any:  # noqa: ANN401  # plain data of a file
    """Return plain data of a spec, or of a patch of one, which stands at `path`, in which each `null` that says something is a value."""
    return _values(value, path) if _holds(value, None) else value


def as_written(value: Any) -> Any:  # noqa: ANN401  # plain data of a file
    """Return the data as it was written."""
    return _nulls(value) if _holds(value, _NULL) else value


def _holds(value: object, wanted: object) -> bool:
    """Tell whether something stands anywhere in mappings; in most specs it does not, and none of a thousand models need be copied."""
    pending = [value] if isinstance(value, dict) else []
    while pending:
        for each in pending.pop().values():
            if each is wanted:
                return True
            if isinstance(each, dict):
                pending.append(each)
    return False


def _values(value: Any, path: KeyPath) -> Any:  # noqa: ANN401  # plain data of a file
    if isinstance(value, dict):
        return {key: _values(each, (*path, key)) for key, each in value.items()}
    return _NULL if value is None and _has_a_meaning(path) else value


def _nulls(value: Any) -> Any:  # noqa: ANN401  # plain data of a file
    if isinstance(value, dict):
        return {key: _nulls(each) for key, each in value.items()}
    return None if value is _NULL else value


def _has_a_meaning(path: KeyPath) -> bool:
    """Tell whether a key may be `null`, and is something else when it is not there."""
    found = [
        field for section in sections(Spec, path[:-1]) for name, field in section.model_fields.items() if (field.alias or name) == path[-1]
    ]
    return bool(found) and all(map(_says, found))


def _says(field: FieldInfo) -> bool:
    return not field.is_required() and field.get_default(call_default_factory=True) is not None and _may_be_null(field.annotation)


def _may_be_null(kind: Any) -> bool:  # noqa: ANN401  # any annotation
    return kind is type(None) or (get_origin(kind) in {Union, types.UnionType} and any(map(_may_be_null, get_args(kind))))
