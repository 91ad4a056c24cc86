"""Two configurations for one Alertmanager: the last one applied would win, without a word.

Bad (-), good (+):
    platform: {cluster: {alertmanager: {name: main}}}  # error
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing: {receiver: chat}
    ---
  - platform: {cluster: {alertmanager: {name: main}}}
  + platform: {cluster: {alertmanager: {name: other}}}
    receivers: {pager: {webhook: {url: {secret: pager, key: url}}}}
    routing: {receiver: pager}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding

NEVER_ALLOWED: Final = True  # one of the two configurations would be lost
_OWN = (
    "let one of them route for both: the other says no `receivers:` and no `routing:`; or use `delivery: alertmanagerconfig`, give each an"
    " Alertmanager of its own (`platform.cluster.alertmanager.name`), or make one platform of both, in one folder, where models and"
    " components may have a `namespace:` of their own"
)
_ENVIRONMENTS = (
    "name the clusters when they are two (`platform: {cluster: {name: staging}}` in the patch), let one of them route for both"
    " (`routing: null, receivers: null` in the patch), or use `delivery: alertmanagerconfig`"
)


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every Alertmanager Secret that another platform or environment fills otherwise, in the same cluster."""
    seen: dict[tuple[str, ...], Checked] = {}
    for checked in estate:
        cluster, routing = checked.platform.cluster, checked.platform.routing
        # Without the operator nobody reads a Secret, which alertmanager/without-operator tells.
        if routing is None or cluster.alertmanager_delivery != "secret" or not cluster.operator:
            continue
        secret = (cluster.alertmanager_namespace, cluster.alertmanager_secret)
        first = next((known for key in checked.clusters if (known := seen.get((key, *secret)))), None)
        for key in checked.clusters:
            seen.setdefault((key, *secret), checked)
        # Environments that route alike write the same thing twice, which harms nobody.
        if first is None or (first.platform.name == checked.platform.name and first.platform.routing == routing):
            continue
        environments = first.platform.name == checked.platform.name
        other = first.platform.environment if environments else first.platform.name
        yield Finding(
            message=f"the Secret `{cluster.alertmanager_secret}` of one Alertmanager is written by `{other}` too",
            help=_ENVIRONMENTS if environments else _OWN,
            where=checked,
            at=("environments", checked.platform.environment) if environments else ("platform", "cluster", "alertmanager"),
            part="key",
            notes=() if environments else (("the other platform is", first, ("platform", "name")),),
        )
