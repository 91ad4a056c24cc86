"""How long a share takes past a limit close to 0 or 1, where even a burst of traffic hardly moves it further."""

from __future__ import annotations

from typing import Final

from tocsin.drives.drive import Drive

_HAIR: Final = 0.02
"""What a window still holds of what a burst outweighs, and what is lost at its edges."""


def brimful_ms(drive: Drive, before: float, limit: float) -> int:
    """Return the window where all but a hair of it must be beyond `limit`, on the other side of which the value was `before`."""
    low, high = drive.domain
    return filled_ms(drive, high - limit if limit > before else limit - low)


def filled_ms(drive: Drive, room: float) -> int:
    """Return the window where all but a share `room` of it must be new, and that is hardly any."""
    return drive.settle_ms if room < _HAIR else 0
