"""Plain scalars by the YAML 1.2 core schema: `on`, `17:00`, dates and `1_000` are texts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_RADIX = re.compile(r"0(?:o[0-7]{1,20}|x[0-9a-fA-F]{1,15})")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]{0,17})(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_CONSTANTS: Final[dict[str, object]] = {"": None, "~": None} | {
    spelling: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for spelling in (word, word.capitalize(), word.upper())
}


@lru_cache(maxsize=65536)  # specs repeat their words: a second `5m` costs a tenth of the first
def resolve_scalar(text: str) -> object:
    """Return what a plain scalar means by https://yaml.org/spec/1.2.2/#103-core-schema (core schema).

    One deliberate narrowing: a number that would not come out as it went in stays the text that its author typed. Those are
    numbers with leading zeros (`012` is an identifier), with more than 18 digits, and `.inf` and `.nan`.

    >>> [resolve_scalar(text) for text in ("12", "0x1F", "1e3", "012", "17:00", "on", "~")]
    [12, 31, 1000.0, '012', '17:00', 'on', None]
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return text if number in {float("inf"), float("-inf")} else number
    if _RADIX.fullmatch(text):
        return int(text, 0)
    return text
