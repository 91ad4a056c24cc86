"""How it is said what a policy asks for."""

from __future__ import annotations

from tocsin.matching import LabelMatch, Matching


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
