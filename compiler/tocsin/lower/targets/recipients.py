"""Who gets an alert, by the routes of the spec: whether one alert may take the place of others without anybody missing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.ir import Alert, Route
from tocsin.lower.context import Context
from tocsin.lower.matchers import matchers
from tocsin.routing.tree import Hop, hops
from tocsin.section.matching import Where
from tocsin.spec.routing import Route as Spec


class Recipients:
    """The receivers that the routing of a spec sends alerts to."""

    def __init__(self, context: Context) -> None:
        spec = context.resolved.spec.routing
        self._external_labels = context.cluster.prometheus.external_labels
        self._root = None if spec is None else _route("root", {}, spec.receiver, spec.routes, continues=False)

    def may_replace(self, source: Alert, targets: Iterable[Alert]) -> bool:
        """Tell whether somebody who can act still hears of the fault when `source` is sent and `targets` are not.

        That is so if some route takes `source`, or if all of `targets` get to the default receiver only. Otherwise the teams of `targets`
        would hear nothing: where each team has a route, the default receiver often discards what it gets. Without a section `routing`
        it cannot be known, and the answer is yes.
        """
        if self._root is None or any(len(hop.path) > 1 for hop in self._hops(self._root, source)):
            return True
        return all(hop.receiver == self._root.receiver for target in targets for hop in self._hops(self._root, target))

    def _hops(self, root: Route, alert: Alert) -> tuple[Hop, ...]:
        labels = {**self._external_labels, **alert.labels, "alertname": alert.name}
        return hops(root, lambda label: labels.get(label, ""))


def _route(name: str, when: Where, receiver: str | None, routes: Mapping[str, Spec], *, continues: bool) -> Route:
    """Return a route as far as it decides where alerts get to."""
    return Route(
        name=name, matchers=tuple(matchers(when)), receiver=receiver, group_by=None, group_wait_ms=None, group_interval_ms=None,
        repeat_interval_ms=None, continues=continues, mute=(), active=(), at=("routing",),
        routes=tuple(_route(inner, each.when, each.to, each.routes, continues=each.continue_) for inner, each in routes.items()),
    )  # fmt: skip
