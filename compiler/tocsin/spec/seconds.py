"""Durations that a tool takes as a whole number of seconds."""

from typing import Final

from pydantic import AfterValidator

from tocsin.duration import MILLISECONDS, parse_duration
from tocsin.section import mistake


def _whole_seconds(text: str) -> str:
    if (parse_duration(text) or 0) % MILLISECONDS["s"]:
        raise mistake("spec/bad-duration", f"`{text}` is no whole number of seconds", "write seconds, minutes, hours or days")
    return text


WHOLE_SECONDS: Final = AfterValidator(_whole_seconds)
"""Of durations that would otherwise lose what is less than a second, and be nothing where that is all."""
