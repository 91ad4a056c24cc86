"""The files of a platform, merged but not yet typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.source import Origins


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Plain data, and where each part of it was written."""

    folder: str
    value: Mapping[str, object]
    origins: Origins
    files: tuple[str, ...]
