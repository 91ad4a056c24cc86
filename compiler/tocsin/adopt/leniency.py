"""What Prometheus and Alertmanager take where a text or a duration belongs, and the language does not."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator

from tocsin.section import DurationText


def text(given: object) -> object:
    """Return a number or truth as they read it where a text belongs; anything else stays."""
    match given:
        case bool():
            return str(given).lower()
        case int() | float():
            return str(given)
        case _:
            return given


AnyText: TypeAlias = Annotated[str, BeforeValidator(text)]
AnyDuration: TypeAlias = Annotated[DurationText, BeforeValidator(lambda given: "0s" if given in (0, "0") else given)]
"""A duration, of which 0 needs no unit."""
