"""Whether a route takes an alert, or nobody but the default receiver hears of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.ir import Alert, Matcher, Route
from tocsin.lower.context import Context
from tocsin.lower.metrics.selection import matchers
from tocsin.routing.tree import Hop, hops
from tocsin.spec.routing import Route as Spec


class Heard:
    """Where the routing of a spec sends alerts; without one, nobody knows."""

    def __init__(self, context: Context) -> None:
        spec = context.resolved.spec.routing
        self._more = context.cluster.prometheus.external_labels
        self._root = None if spec is None else _route("root", (), spec.receiver, spec.routes, continues=False)

    def instead(self, source: Alert, targets: Iterable[Alert]) -> bool:
        """Tell whether `source` may stand for `targets`: a route takes it, or none takes any of them to another than the default receiver.

        Otherwise those who are on call for these would hear nothing: in a tree of teams the default receiver often discards what it gets.
        """
        if self._root is None or any(len(hop.path) > 1 for hop in self._hops(self._root, source)):
            return True
        return all(hop.receiver == self._root.receiver for target in targets for hop in self._hops(self._root, target))

    def _hops(self, root: Route, alert: Alert) -> tuple[Hop, ...]:
        labels = {**self._more, **alert.labels, "alertname": alert.name}
        return hops(root, lambda label: labels.get(label, ""))


def _route(name: str, asked: tuple[Matcher, ...], receiver: str | None, routes: Mapping[str, Spec], *, continues: bool) -> Route:
    return Route(
        name=name, matchers=asked, receiver=receiver, group_by=None, group_wait_ms=None, group_interval_ms=None, repeat_interval_ms=None,
        continues=continues, mute=(), active=(), at=("routing",),
        routes=tuple(_route(inner, _asked(each), each.to, each.routes, continues=each.continue_) for inner, each in routes.items()),
    )  # fmt: skip


def _asked(route: Spec) -> tuple[Matcher, ...]:
    found = (one for label, wanted in route.when.items() for one in matchers(label, wanted))
    return tuple(Matcher(label=one.label, op=one.op, value=one.value) for one in found)
