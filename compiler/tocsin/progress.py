"""How long work reports its progress, and what it reports to when nobody listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int, str], None]
"""Is told how many of how many are done, 0 of 0 when nobody knows, and of what. Who wants no more of it raises."""


def silent(done: int, total: int, what: str) -> None:
    """Hear, and do nothing."""
