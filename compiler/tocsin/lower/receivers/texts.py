"""Changes every text of a receiver, wherever it stands in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel

from tocsin.source import KeyPath

Change: TypeAlias = Callable[[str, KeyPath], str]
"""From a text and its place to the text that is to stand there."""

_Part = TypeVar("_Part", bound=BaseModel)


def changed(part: _Part, change: Change, at: KeyPath) -> _Part:
    """Return the section at `at` with each of its texts changed; itself where no text is another."""
    update: dict[str, Any] = {}
    for name, field in type(part).model_fields.items():
        before = getattr(part, name)
        after = _changed(before, change, (*at, field.alias or name))
        if after is not before:
            update[name] = after
    return part.model_copy(update=update) if update else part


def _changed(part: Any, change: Change, at: KeyPath) -> Any:  # noqa: ANN401 -- as various as what receivers say
    match part:
        case str():
            after = change(part, at)
            return part if after == part else after
        case BaseModel():
            return changed(part, change, at)
        case dict():
            pairs = {key: _changed(value, change, (*at, key)) for key, value in part.items()}
            return pairs if any(pairs[key] is not value for key, value in part.items()) else part
        case tuple():
            items = tuple(_changed(value, change, (*at, index)) for index, value in enumerate(part))
            return items if any(ours is not theirs for ours, theirs in zip(items, part, strict=True)) else part
        case _:
            return part
