"""One way in which something is not as a policy asks."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tocsin.policy.condition import in_words
from tocsin.section.matching import LabelMatch, fits
from tocsin.source import KeyPath


class Breach(Struct, frozen=True, kw_only=True):
    """What is wrong at a place of a spec, and what would be right."""

    what: str
    remedy: str
    at: KeyPath


def unlike(noun: str, wanted: LabelMatch | None, value: str | None, at: KeyPath) -> Iterator[Breach]:
    """Yield the breach that `value`, None or empty when there is none, is not as `wanted`; `noun` says of what."""
    if wanted is not None and not fits(wanted, value or ""):
        yield Breach(what=f"{noun} is {f'`{value}`' if value else 'not there'}", remedy=f"it must be {in_words(wanted)}", at=at)
