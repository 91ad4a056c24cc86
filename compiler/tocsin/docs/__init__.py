"""The pages of docs/ that are written from types and data: the language, and what packs bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.docs import language, packs

__all__ = ["pages"]


def pages(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return the pages by the names of their files, for a JSON schema as `tocsin schema` writes it."""
    return {language.FILE: language.reference(schema), packs.FILE: packs.brought()}
