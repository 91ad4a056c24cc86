"""Regular expressions: here those that few builds need, compiled when they are used; beside, how Go reads them and what they match."""

from __future__ import annotations

import re
from typing import Any, Final, cast


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` does, which is not done before it is first used.

    >>> late("[a-z]+").fullmatch("abc") is not None
    True
    """
    return cast("re.Pattern[str]", _Late(pattern, flags))


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._written: Final = (pattern, flags)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever a compiled expression has
        """Return a method of the compiled expression, and keep it: this is asked once for each."""
        found = getattr(re.compile(*self._written), name)
        setattr(self, name, found)
        return found
