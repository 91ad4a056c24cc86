"""What is known besides the subject: every recording of the repository."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from tocsin import ir


class World(Struct, frozen=True, kw_only=True):
    """The labels of all recordings, by their names."""

    recorded: Mapping[str, tuple[Mapping[str, str], ...]]


def world_of(platforms: Iterable[ir.Platform]) -> World:
    """Return what the rules of `platforms` record: one Prometheus may hold all of them."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for platform in platforms:
        for recording in platform.recordings:
            found.setdefault(recording.record, []).append(recording.labels)
    return World(recorded={name: tuple(labels) for name, labels in found.items()})
