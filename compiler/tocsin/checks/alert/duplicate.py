"""Two alerts with one name and the same labels: Prometheus cannot tell them apart, and promtool calls them duplicates."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.ir import Alert
from tocsin.source import Route


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every alert whose name and labels another alert of the platform has."""
    seen: dict[tuple[str, tuple[tuple[str, str], ...]], Route] = {}
    for rule_object in checked.platform.rules:
        for group in rule_object.groups:
            for rule in group.rules:
                if not isinstance(rule, Alert):
                    continue
                first = seen.setdefault((rule.name, tuple(sorted(rule.labels.items()))), rule.at)
                if first != rule.at:
                    yield Finding(
                        message=f"another alert is called `{rule.name}` and has the same labels",
                        help="name one of them with `alert:`",
                        where=checked,
                        at=rule.at,
                        part="key",
                        notes=(("the other one is", checked, first),),
                    )
