"""What YAML and JSON spell alike: whatever is neither text nor a collection with something in it."""

from __future__ import annotations

import math
from collections.abc import Callable


def scalar(value: object, language: str, digits: Callable[[float], str]) -> str:
    """Return how `language` spells `value`; `digits` writes a finite number that is not whole.

    Raises:
        TypeError: it is of a type that has no one spelling; subclasses are, as an enum is.
        ValueError: it is an infinity or NaN, which JSON, and so Kubernetes, cannot hold.
    """
    kind = type(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if value is None:
        return "null"
    if type(value) is float:
        if not math.isfinite(value):
            raise ValueError(f"{value} is no number that JSON, and so Kubernetes, can hold; write it as text")
        return digits(value)
    if kind is dict:
        return "{}"
    if kind is list or kind is tuple:
        return "[]"
    raise TypeError(f"only dict, list, tuple, str, int, float, bool and None can be written as {language}, not {kind.__name__}: {value!r}")
