"""The pages of docs/ that are written from types and data: the language, what packs bring, and what is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.docs import checks, language, packs
from tocsin.explanation import Explanation

__all__ = ["pages"]


def pages(
    schema: Mapping[str, Any], explained: Mapping[str, Explanation], allowable: frozenset[str], faults: Mapping[str, Explanation]
) -> dict[str, str]:
    """Return the pages by the names of their files.

    `schema` is a JSON schema as `tocsin schema` writes it, `explained` are the checks, of which a spec may allow the `allowable`, and
    `faults` are the other diagnostics.
    """
    return {
        language.FILE: language.reference(schema),
        packs.FILE: packs.brought(),
        checks.FILE: checks.checked(explained, allowable, faults),
    }
