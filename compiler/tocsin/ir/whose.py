"""Of which model or component something is."""

from __future__ import annotations

from typing import Final

from tocsin.source import KeyPath

_SUBJECTS: Final = frozenset({"models", "components"})


def whose(at: KeyPath) -> str:
    """Return the model or component that has what stands at a place of the spec; empty when it is the platform's."""
    return str(at[1]) if at and at[0] in _SUBJECTS else ""
