"""All texts in plain data: a model or component whose name is none of them is not mentioned there."""

from __future__ import annotations

from collections.abc import Iterator


def words(value: object) -> Iterator[str]:
    """Yield the keys and texts in `value`."""
    match value:
        case str():
            yield value
        case dict():
            for key, each in value.items():
                yield from words(key)
                yield from words(each)
        case list():
            for each in value:
                yield from words(each)
