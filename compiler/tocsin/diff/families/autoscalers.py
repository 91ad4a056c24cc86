"""Autoscalers: how many replicas there may be, and what decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.diff.entry import Entry
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen

_TITLE: Final = "autoscalers"
_SHOWN: Final = frozenset({"by", "target", "minimum", "maximum", "resources", "hours", "metrics", "triggers"})
_REST: Final = frozenset({"namespace", "labels", "server"})
_SCOPES: Final = {"per_replica": "a replica", "total": "in total"}


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield the platform's autoscalers, the rules of prometheus-adapter that serve them, and what owners of workloads must change."""
    platform = seen.platform
    yield from ((_TITLE, _entry(each)) for each in platform.autoscalers)
    for rule in platform.adapter_rules:
        yield "prometheus-adapter", Entry(at=("adapter", rule.metric), name=rule.metric, facts=(plain(rule, without={"metric"}),))
    for patch in platform.patches:
        yield "patches", Entry(at=("patches", patch.name), name=patch.name, said=patch.why, facts=(plain(patch, without={"name"}),))


def _entry(autoscaler: ir.Autoscaler) -> Entry:
    held = {str(each.resource): f"{each.percent}%{f' of {each.container}' if each.container else ''}" for each in autoscaler.resources}
    held |= {each.name: f"{each.value} {_SCOPES[each.scope]}" for each in autoscaler.metrics}
    held |= {each.name: each.type for each in autoscaler.triggers}
    replicas = f"{autoscaler.minimum} to {autoscaler.maximum}"
    target = f"{autoscaler.target.kind} {autoscaler.target.name}"
    asked = {f"target {each.name}": plain(each, without={"value", "name"}) for each in autoscaler.metrics}
    asked |= {f"trigger {each.name}": plain(each, without={"type", "name"}) for each in autoscaler.triggers}
    return Entry(
        at=autoscaler.at,
        name="",
        of=ir.whose(autoscaler.at),
        said=f"{replicas} replicas of {target} by {', '.join(f'{name} {value}' for name, value in held.items()) or 'the clock'}",
        facts=(
            {
                "replicas": replicas,
                "of": target,
                "by": autoscaler.by.upper(),
                **{f"target {name}": value for name, value in held.items()},
                **{
                    f"hours {each.name}": f"{each.replicas} from {each.begins} until {each.ends} {each.timezone}"
                    for each in autoscaler.hours
                },
                **plain(autoscaler, without=_SHOWN | _REST),
            },
            {
                **{f"{held_by}: {name}": text for held_by, texts in asked.items() for name, text in texts.items()},
                **plain(autoscaler, without=_SHOWN),
            },
        ),
    )
