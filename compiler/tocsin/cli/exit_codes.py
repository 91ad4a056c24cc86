"""What a command's exit code says."""

from __future__ import annotations

from typing import Final

MISTAKES: Final = 1
"""There is something that its author must mend, in what the command has looked at."""
CANNOT_RUN: Final = 2
"""The command has not looked: it was typed wrongly, as click says with this code, too, or something that it needs is not there."""
