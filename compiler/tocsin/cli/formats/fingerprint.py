"""By what CI knows a finding again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.diagnostics import Located


def fingerprint(located: Located) -> str:
    """Return a checksum of what is wrong in which file.

    Not of the line: a finding is the same one after lines above it were added.
    """
    said = f"{located.code}\0{located.span.file}\0{located.message}"
    return hashlib.sha256(said.encode()).hexdigest()
