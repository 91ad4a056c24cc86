"""The dashboard that surveys a platform: the author's own, or ours where there are several to survey."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from tocsin.ir import Alert
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject

OVERVIEW: Final = "overview"


def is_overview(name: str) -> bool:
    """Tell whether a dashboard of that name surveys the platform, so that all others lead to it."""
    return name == OVERVIEW or name.endswith(("-overview", "_overview", ".overview"))


def has_dashboard(subject: Subject, alerts: Collection[Alert]) -> bool:
    """Tell whether a model or component with these alerts has a dashboard of its own."""
    return subject.spec.dashboard and bool(alerts or subject.spec.panels)


def wants_overview(context: Context, shown: Collection[Subject]) -> bool:
    """Tell whether there is something to survey among those that have dashboards, and nobody does it or is called so already."""
    if len(shown) <= 1 or not context.platform.dashboard:
        return False
    return not any(map(is_overview, context.resolved.spec.dashboards)) and all(subject.name != OVERVIEW for subject in context.subjects)


def overview_url(context: Context, shown: Collection[Subject]) -> str | None:
    """Return where the platform is surveyed; None where it is not, and where nobody says where Grafana is."""
    own = OVERVIEW if wants_overview(context, shown) else None
    name = next(filter(is_overview, context.resolved.spec.dashboards), own)
    return None if name is None else context.url_of(name)
