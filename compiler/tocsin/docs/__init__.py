"""The pages of docs/ that are written from types and data: the language, what packs bring, what is checked, and what can be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.diagnostics.explanation import Explanation
from tocsin.docs import checks, language, packs, policies

__all__ = ["pages"]


def pages(
    schema: Mapping[str, Any],
    policy: Mapping[str, Any],
    explained: Mapping[str, Explanation],
    allowable: frozenset[str],
    faults: Mapping[str, Explanation],
) -> dict[str, str]:
    """Return the pages by the names of their files.

    `schema` and `policy` are the JSON schemas as `tocsin schema` writes them, `explained` are the checks, of which a spec may allow the
    `allowable`, and `faults` are the other diagnostics.
    """
    return {
        language.FILE: language.reference(schema),
        packs.FILE: packs.brought(),
        policies.FILE: policies.policies(policy),
        checks.FILE: checks.checked(explained, allowable, faults),
    }
