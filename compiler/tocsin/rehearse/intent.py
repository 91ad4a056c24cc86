"""What the spec means for a rehearsal: which receivers an alert must reach, and which alert silences which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol


class Arrival(NamedTuple):
    """A receiver, as the configuration calls it, and the labels that its notifications are grouped by; `...` is all."""

    receiver: str
    group_by: tuple[str, ...]


class Intent(Protocol):
    """What the spec means, worked out from its own tree and never from what was written."""

    def arrivals(self, labels: Mapping[str, str]) -> Sequence[tuple[str, tuple[str, ...]]]:
        """Return the fields of each Arrival that an alert with these labels is meant to have."""

    def silences(self, source: Mapping[str, str], target: Mapping[str, str]) -> bool:
        """Return whether an alert with the labels `source` is meant to silence one with the labels `target`."""
