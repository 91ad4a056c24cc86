"""Alerts of another namespace than that of the platform's AlertmanagerConfig: the operator lets none of them in, so that nobody is told.

The operator has each object's tree ask for the object's own namespace, unless the Alertmanager object says otherwise. An object in each
namespace would need a copy of every receiver's Secret there.
https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.AlertmanagerConfigMatcherStrategy

Bad (-), good (+):
  - platform: {namespace: shop, cluster: {alertmanager: {delivery: alertmanagerconfig}}}
  + platform: {namespace: shop, cluster: {alertmanager: {delivery: alertmanagerconfig, matcher_strategy: None}}}
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {latency: {series: latency_seconds, type: gauge, unit: seconds, labels: {model: model}}}
    models: {fraud: {namespace: fraud, thresholds: {latency: {above: 1s, for: 5m, severity: warning}}}}  # error
    routing: {receiver: chat}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin import ir
from tocsin.conventions import NAMESPACE_LABEL
from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.resource_reach import enforced_namespace
from tocsin.source import KeyPath
from tocsin.wording import and_more

BY_ENVIRONMENT = True

_HELP = (
    "set `alertmanagerConfigMatcherStrategy: {type: None}` in the Alertmanager object and say so here:"
    " `platform: {cluster: {alertmanager: {matcher_strategy: None}}}`; or use `delivery: secret`"
)
_UNKNOWN = "where its series name another namespace"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every place that puts alerts into a namespace that the platform's AlertmanagerConfig does not hear of."""
    for delivery in deliveries(estate):
        platform = delivery.checked.platform
        namespace = enforced_namespace(platform)
        if platform.cluster.alertmanager_delivery != "alertmanagerconfig" or namespace is None:
            continue
        outside: dict[KeyPath, list[tuple[ir.Alert, str | None]]] = {}
        for each in delivery.own:
            known = each.labels.known(NAMESPACE_LABEL)
            if known != namespace:
                outside.setdefault(each.alert.at if known is None else _said(delivery, each.alert), []).append((each.alert, known))
        for at, alerts in outside.items():
            first, elsewhere = alerts[0]
            more = and_more(len(alerts) - 1)
            where = _UNKNOWN if elsewhere is None else f"of the namespace `{elsewhere}`" if elsewhere else "of no namespace"
            yield Finding(
                message=f"`{first.name}`{more}, {where}, {'go' if more else 'goes'} to nobody: the operator lets only alerts of"
                f" `{namespace}` into the AlertmanagerConfig",
                help=f"ask for no `namespace` in its `by:`; or {_HELP}" if elsewhere is None else _HELP,
                where=delivery.checked,
                at=at,
                part="value" if at[-1:] == ("namespace",) else "key",
            )


def _said(delivery: Delivery, alert: ir.Alert) -> KeyPath:
    """Return where an alert's namespace is said, or else the alert."""
    for at, subject in delivery.checked.subjects:
        if alert.at[: len(at)] == at and subject.namespace is not None:
            return (*at, "namespace")
    return alert.at
