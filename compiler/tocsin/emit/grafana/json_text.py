"""Write plain data as JSON with an indent of two spaces."""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Any

from tocsin.yaml_writer.scalar import scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def dumps(value: object) -> str:
    r"""Return `value` as JSON with a newline at the end: the text of `json.dumps(value, indent=2, ensure_ascii=False)`.

    In a quarter of its time: the standard library does without its C encoder as soon as it has to indent. Mappings keep their order.
    Raise TypeError for what JSON has no form for, for subclasses (as the YAML writer does) and for keys that are not text, ValueError for
    an infinity or NaN.

    >>> dumps({"title": "µs", "tags": [], "steps": [{"value": None}]})
    '{\n  "title": "µs",\n  "tags": [],\n  "steps": [\n    {\n      "value": null\n    }\n  ]\n}\n'
    """
    parts: list[str] = []
    _write(value, "\n", parts.append)
    parts.append("\n")
    return "".join(parts)


def items(values: Sequence[object], *, column: int) -> str:
    r"""Return the items of a list as they stand in it, the first without its indent; `column` is where the others begin.

    >>> items([1, {"a": 2}], column=2)
    '1,\n  {\n    "a": 2\n  }'
    """
    newline = "\n" + " " * column
    return f",{newline}".join([dumps(value)[:-1].replace("\n", newline) for value in values])


def _write(value: Any, newline: str, append: Callable[[str], None]) -> None:  # noqa: ANN401 - the type is what is found out here
    """Append `value`; `newline` is a line break and the spaces of the column that it stands in."""
    kind = type(value)
    if kind is str:
        append(_quoted(value))
    elif kind is dict and value:
        deeper = newline + "  "
        lead = "{" + deeper
        for key, item in value.items():
            if type(item) is str:
                append(f"{lead}{_quoted(key)}: {_quoted(item)}")
            else:
                append(f"{lead}{_quoted(key)}: ")
                _write(item, deeper, append)
            lead = "," + deeper
        append(newline + "}")
    elif (kind is list or kind is tuple) and value:
        deeper = newline + "  "
        lead = "[" + deeper
        for item in value:
            append(lead)
            _write(item, deeper, append)
            lead = "," + deeper
        append(newline + "]")
    else:
        append(scalar(value, "JSON", repr))
