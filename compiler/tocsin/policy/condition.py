"""Whether a value is what a policy asks for, and how that is said."""

from __future__ import annotations

from tocsin.matching import LabelMatch, Matching
from tocsin.patterns import matches


def fits(wanted: LabelMatch | None, value: str) -> bool:
    """Tell whether `value`, empty when there is none, is as `wanted`; None asks for nothing."""
    match wanted:
        case None:
            return True
        case str():
            return value == wanted
        case Matching():
            if wanted.matches is not None:
                return matches(wanted.matches, value)
            if wanted.not_matches is not None:
                return not matches(wanted.not_matches, value)
            return value != wanted.equals_not
        case _:
            return value in wanted


def said(wanted: LabelMatch) -> str:
    """Return what is asked for, as it follows `it must be`."""
    match wanted:
        case str():
            return f"`{wanted}`"
        case Matching():
            if wanted.matches is not None:
                return "there" if wanted.matches == ".+" else f"what `{wanted.matches}` matches"
            return f"what `{wanted.not_matches}` does not match" if wanted.not_matches is not None else f"other than `{wanted.equals_not}`"
        case _:
            return " or ".join(f"`{each}`" for each in wanted)
