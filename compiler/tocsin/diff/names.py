"""Names that are others than before: texts that differ in nothing else say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct


class Names(Struct, frozen=True, dict=True):
    """What each name became."""

    became: Mapping[str, str]

    def alike(self, was: str, now: str) -> bool:
        """Tell whether two texts differ in nothing but the names; one that stays, such as that of a workload, may be the same.

        >>> names = Names({"chat": "talk"})
        >>> names.alike("chat of chat-1", "talk of chat-1"), names.alike("chats", "talks"), names.alike("chat", "code")
        (True, False, False)
        """
        if was == now or not self.became:
            return was == now
        spelled: list[str] = []
        end = 0
        for found in self._old.finditer(was):
            spelled += (re.escape(was[end : found.start()]), f"(?:{re.escape(found[0])}|{re.escape(self.became[found[0]])})")
            end = found.end()
        return re.fullmatch("".join((*spelled, re.escape(was[end:]))), now) is not None

    def now(self, was: str) -> str:
        """Return a text with what became of the names in it."""
        return self._old.sub(lambda found: self.became[found[0]], was)

    @cached_property
    def _old(self) -> re.Pattern[str]:
        """What finds a name, but where it is a part of a longer word; names of metrics have it between underscores."""
        names = "|".join(map(re.escape, sorted(self.became, key=len, reverse=True)))
        return re.compile(rf"(?<![a-zA-Z0-9])(?:{names})(?![a-zA-Z0-9])")
