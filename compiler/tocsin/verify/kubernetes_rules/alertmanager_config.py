"""What prometheus-operator's webhook asks of an AlertmanagerConfig beyond its schema: prometheus-operator/pkg/alertmanager/validation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tocsin import source
from tocsin.verify.complaint import Fault
from tocsin.verify.walk import scalars


def faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of an AlertmanagerConfig."""
    if manifest["kind"] != "AlertmanagerConfig":
        return
    spec = manifest["spec"]
    receivers = [receiver["name"] for receiver in spec.get("receivers", ())]
    intervals = [interval.get("name") for interval in spec.get("muteTimeIntervals", ())]
    for field, names in (("receivers", receivers), ("muteTimeIntervals", intervals)):
        for name, count in Counter(names).items():
            if count > 1:
                index = len(names) - 1 - names[::-1].index(name)
                yield Fault(path=("spec", field, index), message=f"`{name}` is there twice", help="give each a name of its own")
    for path, value in scalars(spec.get("receivers", []), ("spec", "receivers")):
        if value == "":
            yield Fault(path=path, message="the operator refuses an empty text", help="leave it out, or write a text")
    if "route" in spec:
        yield from _route(spec["route"], ("spec", "route"), set(receivers), set(intervals))


def _route(route: Mapping[str, Any], path: source.KeyPath, receivers: set[str], intervals: set[str]) -> Iterator[Fault]:
    receiver = route.get("receiver")
    inherited = receiver is None and path != ("spec", "route")
    if receiver not in receivers and not inherited:
        yield Fault(path=(*path, "receiver"), message=f"no receiver is called `{receiver}`", help="name one of `receivers:`")
    for field in ("muteTimeIntervals", "activeTimeIntervals"):
        for index, name in enumerate(route.get(field, ())):
            if name not in intervals:
                yield Fault(path=(*path, field, index), message=f"no interval is called `{name}`", help="name one of `intervals:`")
    for index, branch in enumerate(route.get("routes", ())):
        yield from _route(branch, (*path, "routes", index), receivers, intervals)
