"""Servers as they are when they work, and what their packs' alerts say of each trouble: judged by the real promtool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import Judge
from lower.firing import Proof

_AT = "3h"


class Server(NamedTuple):
    """A server of a pack: the series of one that works hard, and what differs in each trouble and where it is excused.

    A trouble also says how many of which alerts (`name/severity`) it fires.
    """

    pack: str
    well: Mapping[str, str]
    troubles: Mapping[str, tuple[Mapping[str, str], Mapping[str, int]]]
    excuses: Mapping[str, Mapping[str, str]] = {}

    def fires(self, trouble: str, folder: Path, judge: Judge) -> None:
        """Assert that this trouble fires its alerts, and no other."""
        series, expected = self.troubles[trouble]
        self._proof(folder, judge).shows({**self.well, **series}, expected, of=".+", at=_AT)

    def is_silent(self, excuse: str, folder: Path, judge: Judge) -> None:
        """Assert that nothing fires while it works, and while it is so excused."""
        self._proof(folder, judge).fires({**self.well, **self.excuses.get(excuse, {})}, [], at=_AT)

    def _proof(self, folder: Path, judge: Judge) -> Proof:
        return Proof(f"{self.pack}-one-line", folder, judge)


def each_trouble(servers: Sequence[Server]) -> pytest.MarkDecorator:
    """Return the mark of a test of every `server` and its `trouble`."""
    return _each("trouble", [(server, trouble) for server in servers for trouble in server.troubles])


def each_excuse(servers: Sequence[Server]) -> pytest.MarkDecorator:
    """Return the mark of a test of every `server` and its `excuse`; the first is none."""
    return _each("excuse", [(server, excuse) for server in servers for excuse in ("it works", *server.excuses)])


def times(name: str, labels: str, edges: Sequence[str], counts: Sequence[float], every: float = 100) -> dict[str, str]:
    """Return a histogram of `every` events a minute, of which so many are at or under each edge."""
    cumulative = zip((*edges, "+Inf"), (*counts, every), strict=True)
    buckets = {f'{name}_bucket{{{labels},le="{edge}"}}': f"0+{count}x200" for edge, count in cumulative}
    return buckets | {f"{name}_count{{{labels}}}": f"0+{every}x200"}


def _each(kind: str, pairs: Sequence[tuple[Server, str]]) -> pytest.MarkDecorator:
    ids = [f"{server.pack}-{case.replace(' ', '_')}" for server, case in pairs]
    return pytest.mark.parametrize(("server", kind), pairs, ids=ids)
