"""Writes a section on one line, for somebody to put it where it belongs."""

from __future__ import annotations

import json
from typing import Final

from tocsin.regex import late

_PLAIN: Final = late(r"[A-Za-z][-A-Za-z0-9_./]*|[1-9][0-9]*(%|[smh])")
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def flow(value: object) -> str:
    """Return YAML on one line; a text is quoted where it might be anything else.

    >>> flow({"a": {"min": 0, "by": "50%", "on": "no"}, "b": ["x: y", None]})
    '{a: {min: 0, by: 50%, "on": "no"}, b: ["x: y", null]}'
    """
    match value:
        case dict():
            return f"{{{', '.join(f'{flow(str(key))}: {flow(item)}' for key, item in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(flow, value))}]"
        case str() if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)
