"""Two platforms that write the configuration of one Alertmanager: the last one applied would win, without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every platform whose Alertmanager Secret another platform of the environment writes too."""
    seen: dict[tuple[str, ...], Checked] = {}
    for checked in estate:
        cluster = checked.platform.cluster
        if checked.platform.routing is None or cluster.alertmanager_delivery != "secret":
            continue
        key = (checked.platform.environment, cluster.alertmanager_namespace, cluster.alertmanager_secret)
        first = seen.setdefault(key, checked)
        if first is not checked:
            yield Finding(
                message=f"the Secret `{cluster.alertmanager_secret}` is written by `{first.platform.name}` too",
                help="give each platform an Alertmanager of its own (`platform.cluster.alertmanager.name`), or use `delivery: alertmanagerconfig`",
                where=checked,
                at=("platform", "cluster", "alertmanager"),
                part="key",
                notes=(("the other platform is", first, ("platform", "name")),),
            )
