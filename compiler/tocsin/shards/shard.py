"""Which platforms one of several machines makes."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from msgspec import Struct

_WRITTEN: Final = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})")


class Shard(Struct, frozen=True):
    """One of `of` parts of an estate; the first has the number 1."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Return what `2/8` means; raise ValueError when that is none.

        >>> Shard.parse("2/8")
        Shard(number=2, of=8)
        """
        match = _WRITTEN.fullmatch(text)
        if match is None or int(match[1]) > int(match[2]):
            raise ValueError(f"`{text}` is no shard; write which of how many, for example `2/8`")
        return cls(int(match[1]), int(match[2]))

    def has(self, environment: str, platform: str) -> bool:
        """Tell whether a platform belongs to this part, by its name alone: one platform more moves no other."""
        digest = hashlib.sha256(f"{environment}/{platform}".encode()).digest()
        return int.from_bytes(digest, "big") % self.of == self.number - 1

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.number}/{self.of}"
