"""How it is said what a policy asks for."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.section.matching import LabelMatch, Matching


def in_words(wanted: LabelMatch) -> str:
    """Return what is asked for, as it follows `it must be`."""
    match wanted:
        case str():
            return f"`{wanted}`"
        case Matching():
            return " and ".join(_said(wanted))
        case _:
            return " or ".join(f"`{each}`" for each in wanted)


def _said(wanted: Matching) -> Iterator[str]:
    if wanted.matches is not None:
        yield "there" if wanted.matches == ".+" else f"what `{wanted.matches}` matches"
    if wanted.not_matches is not None:
        yield f"what `{wanted.not_matches}` does not match"
    if wanted.equals_not is not None:
        yield f"other than `{wanted.equals_not}`"
