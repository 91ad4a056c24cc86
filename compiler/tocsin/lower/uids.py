"""Stable identities of dashboards: Grafana allows 40 characters of letters, digits, `-` and `_`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.lower.context import Context

_LIMIT = 40
_DIGEST = 8


def dashboard_uid(context: Context, name: str) -> str:
    """Return the uid of the dashboard `name`; a name that is too long keeps its start and gets a digest of the whole."""
    uid = f"{context.platform.name}-{context.environment}-{name}".replace(".", "-")
    if len(uid) <= _LIMIT:
        return uid
    digest = hashlib.sha256(uid.encode()).hexdigest()[:_DIGEST]
    return f"{uid[: _LIMIT - _DIGEST - 1].rstrip('-')}-{digest}"
