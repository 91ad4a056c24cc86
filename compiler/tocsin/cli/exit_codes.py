"""What a command's exit code says."""

from __future__ import annotations

from typing import Final

MISTAKES: Final = 1
"""There is something that its author must mend."""
CANNOT_RUN: Final = 2
"""Something that the command needs is not there."""
