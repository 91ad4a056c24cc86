"""A platform that becomes nothing: its author will believe that something watches it.

Bad (-), good (+):
    platform: {name: shop, namespace: ml}  # error
  - models: {chat: {}}
  + models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding

FROM_ABSENCE: Final = "platform"
NEVER_ALLOWED: Final = True  # an empty platform has no output to allow it in


def check(checked: Checked) -> Iterator[Finding]:
    """Yield a platform without rules, monitors, autoscalers, routes, dashboards and stack."""
    platform = checked.platform
    becomes = (platform.rules, platform.monitors, platform.autoscalers, platform.dashboards, platform.routing, platform.stack)
    if not any(becomes):
        yield Finding(
            message=f"nothing is generated for `{platform.name}`",
            help="give a model `scrape:`, `thresholds:` or `scaling:`",
            where=checked,
            at=("platform", "name"),
        )
