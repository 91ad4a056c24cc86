"""Divide many things into pieces below a limit, so that one thing more moves no other but half of the piece that it falls into."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def divide(keys: Sequence[str], sizes: Sequence[int], room: int) -> dict[str, list[int]]:
    """Return the indices of the things in each piece, in their order, by the name of the piece; names are sorted.

    A piece is named by how the hashes of its keys begin, without zeros at the end: as long as all fit into one piece, that is "", and
    when a piece is full, those whose next bit is 0 stay in it and the others get a piece of their own. Whether a piece is full depends
    on what is in it alone, so nothing else moves; in what order things came or went does not matter.

    Keys are all different, and say what a thing is, not where it stands. What is larger than `room` alone is in a piece alone.

    >>> divide(["a", "b", "c"], [1, 1, 1], 3), divide(["a", "b", "c"], [1, 1, 1], 2)
    ({'': [0, 1, 2]}, {'': [1, 2], '1': [0]})
    """
    bits = [f"{int.from_bytes(hashlib.sha256(key.encode()).digest()):0256b}" for key in keys]
    found: dict[str, list[int]] = {}
    pending = [("", list(range(len(keys))))]
    while pending:
        prefix, members = pending.pop()
        if len(members) > 1 and sum(sizes[index] for index in members) > room:
            pending += ((prefix + bit, [index for index in members if bits[index][len(prefix)] == bit]) for bit in "01")
        elif members:
            found[prefix.rstrip("0")] = members
    return dict(sorted(found.items()))
