"""A base for drives of values that exist even without any series: what is missing counts as something."""

from __future__ import annotations

from abc import abstractmethod

from tocsin.drives.drive import Drive


class Unheard(Drive, frozen=True):
    """A value that there is even when no series is."""

    @property
    @abstractmethod
    def nothing(self) -> float:
        """The value when there is no series at all."""
