"""A platform that becomes nothing: its author will believe that something watches it."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield a platform without rules, monitors, autoscalers, routes, dashboards and stack."""
    platform = checked.platform
    becomes = (platform.rules, platform.monitors, platform.autoscalers, platform.dashboards, platform.routing, platform.stack)
    if checked.sound and not any(becomes):
        yield Finding(
            message=f"nothing is generated for `{platform.name}`",
            help="give a model `scrape:`, `thresholds:` or `scaling:`",
            where=checked,
            at=("platform", "name"),
        )
