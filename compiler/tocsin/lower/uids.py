"""Stable identities of dashboards: Grafana allows 40 characters of letters, digits, `-` and `_`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from tocsin.lower.context import Context

NAME: Final = "${__value.raw}"
"""What Grafana calls the cell that a link is in.
https://grafana.com/docs/grafana/latest/panels-visualizations/configure-data-links/#value-specific-variables
"""
_KEPT: Final = "${__url_time_range}&${__all_variables}"
"""What whoever follows a link looks at there too: the same time, of the same datasource."""

_LIMIT = 40
_DIGEST = 8


def dashboard_uid(context: Context, name: str) -> str:
    """Return the uid of the dashboard `name`; a name that is too long keeps its start and gets a digest of the whole."""
    uid = f"{context.platform.name}-{context.environment}-{name}".replace(".", "-")
    if len(uid) <= _LIMIT:
        return uid
    digest = hashlib.sha256(uid.encode()).hexdigest()[:_DIGEST]
    return f"{uid[: _LIMIT - _DIGEST - 1].rstrip('-')}-{digest}"


def dashboard_link(context: Context, names: Collection[str]) -> str:
    """Return the URL of the dashboards of `names`, the name as `NAME`: one URL for all of them, however many there are; empty for none.

    Where a name is not in its uid as it is, because it is too long or has a dot, it is that of Grafana's search, which finds all by title.
    """
    if not names:
        return ""
    before = f"{context.platform.name}-{context.environment}-".replace(".", "-")
    if all(len(name) <= _LIMIT - len(before) and "." not in name for name in names):
        return f"/d/{before}{NAME}?{_KEPT}"
    return f"/dashboards?query={NAME}&tag={context.platform.name}&tag={context.environment}"
