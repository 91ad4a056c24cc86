"""Replaces parts of the IR, however deep they are in it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from msgspec import Struct
from msgspec.structs import replace


def rewritten(value: Any, change: Callable[[Any], Any], *, untouched: Collection[str]) -> Any:  # noqa: ANN401  # any part of the IR
    """Return `value` with what `change` makes of each part of it that it makes something of, not None; what it makes is not looked into.

    Fields of the names that are `untouched` stay as they are.
    """
    changed = change(value)
    if changed is not None:
        return changed
    if isinstance(value, tuple):
        return tuple(rewritten(each, change, untouched=untouched) for each in value)
    if not isinstance(value, Struct):
        return value
    fields = {name: getattr(value, name) for name in value.__struct_fields__ if name not in untouched}
    new = {name: rewritten(each, change, untouched=untouched) for name, each in fields.items()}
    different = {name: each for name, each in new.items() if each is not fields[name] and each != fields[name]}
    return replace(value, **different) if different else value
