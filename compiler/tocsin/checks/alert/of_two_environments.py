"""Two environments in one cluster that alert, or scale, on the same series: whoever is called is called for what is wrong in the other.

What is watched in the whole cluster, its GPUs or nodes, has no label by which each environment could have its own. Nor has an expression
that names neither the namespace nor the environment: there production alerts on what staging does. So it does where only staging says
`where: {env: staging}`: production's series are then all of them. What each asks by another label, or by a pattern of its own, is taken to
be apart. Where no cluster is named, the environments of a platform share one.

Bad (-), good (+):
    use: [dcgm-exporter]
    models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}
    components:
      gpus:  # error
        thresholds:
          DCGM_FI_DEV_GPU_TEMP: {above: 85, by: [node, gpu], for: 5m}
    environments:
      production: {}
  -   staging: {namespace: staging}
  +   staging: {namespace: staging, patch: {components: {gpus: null}}}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from msgspec import Struct

from tocsin.finding import Checked, Finding
from tocsin.ir import Alert, Recording
from tocsin.promql import Matcher, Selector, overlap, selectors
from tocsin.source import KeyPath

_Read = frozenset[Selector]
OF_EACH_PLATFORM: Final = True
_SECTIONS: Final = ("models", "components")
_PATCHED: Final = ("environments",)


class _Acting(Struct, frozen=True):
    """An alert, or a target of an autoscaler, and the series that it reads."""

    name: str
    read: _Read
    scales: bool = False


_OfEach = Mapping[KeyPath, Mapping[KeyPath, _Acting]]
"""By each model and component the places of what acts on series."""


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every model and component of which an environment reads series that an earlier one in its cluster acts on too."""
    platforms: dict[str, list[Checked]] = defaultdict(list)
    for checked in estate:
        platforms[checked.named_at].append(checked)
    for environments in platforms.values():
        told: set[KeyPath] = set()
        acting = [(each, _acting(each)) for each in environments] if len(environments) > 1 else []
        for (first, earlier), (second, later) in combinations(acting, 2):
            if _one_prometheus(first, second):
                for at, found in later.items():
                    shared = {place: (earlier[at][place], each) for place, each in found.items() if place in earlier.get(at, {})}
                    yield from _twice(first, second, at, shared, told)
                    yield from _partly(first, second, shared)


def _one_prometheus(first: Checked, second: Checked) -> bool:
    """Tell whether one Prometheus evaluates the rules of both, and has those of both."""
    servers = [each.resolved.spec.platform.cluster.prometheus for each in (first, second)]
    one, other = ((each.namespace, each.release, each.rule_labels, each.address, each.stack == "prometheus") for each in servers)
    # Of environments in one namespace everything meets, which object/duplicate tells.
    apart = first.platform.namespace != second.platform.namespace or not first.platform.cluster.operator
    return one == other and apart and not set(first.clusters).isdisjoint(second.clusters)


_Shared = Mapping[KeyPath, tuple[_Acting, _Acting]]
"""What both environments have at a place: the earlier one's, then the later one's."""


def _twice(first: Checked, second: Checked, at: KeyPath, shared: _Shared, told: set[KeyPath]) -> Iterator[Finding]:
    """Yield one finding of all that reads the very same series."""
    alike = [other for one, other in shared.values() if one.read == other.read]
    if not alike or at in told:
        return
    told.add(at)
    one, other = first.platform.environment, second.platform.environment
    yield Finding(
        message=f"{_who(alike, at)} the same series in `{one}` and in `{other}`, and both {_act(alike)}",
        help=f"watch it in one of them: `{at[0]}: {{{at[1]}: null}}` in the patch of the other; or name the clusters when they are"
        f" two: `platform: {{cluster: {{name: {other}}}}}`{_of_its_own(first, second, at)}{_told_apart(second, at)}",
        where=second,
        at=at,
        part="key",
    )


def _partly(first: Checked, second: Checked, shared: _Shared) -> Iterator[Finding]:
    """Yield a finding of all for which one environment asks for more labels than the other, whose series it then reads too."""
    found: dict[tuple[KeyPath, bool, Matcher], list[KeyPath]] = defaultdict(list)
    for place, (one, other) in shared.items():
        pair = _overlapping(one.read, other.read) if one.read != other.read else None
        if pair is not None:
            more = [[each for each in pair[side].matchers if each not in pair[1 - side].matchers] for side in (0, 1)]
            later_asks = len(more[1]) >= len(more[0])
            said, asked = _said(second if later_asks else first, place, pair[later_asks].metric or "", more[later_asks])
            found[said, later_asks, asked].append(place)
    for (said, later_asks, asked), places in found.items():
        wide, narrow = (first, second) if later_asks else (second, first)
        name, condition = wide.platform.environment, f'{asked.label}{asked.op}"{asked.value}"'
        yield Finding(
            message=f"{_who([shared[place][0] for place in places], places[0][:2])} in `{name}` also the series of"
            f" `{narrow.platform.environment}`: only there `{condition}` is asked for",
            help=_remedy(asked, name),
            where=narrow,
            at=said,
            part="key",
            notes=((f"this one, in `{name}`, does not tell them apart", wide, places[0]),),
        )


def _overlapping(one: _Read, other: _Read) -> tuple[Selector, Selector] | None:
    """Return two selectors that differ and overlap, where each of `one` overlaps with one of `other` and the other way round."""
    if {each.metric for each in one} != {each.metric for each in other}:
        return None
    pairs = [(each, another) for each in one for another in other if overlap(each, another)]
    if {each for each, _ in pairs} != one or {each for _, each in pairs} != other:
        return None
    return min((pair for pair in pairs if set(pair[0].matchers) != set(pair[1].matchers)), key=str, default=None)


def _said(narrow: Checked, place: KeyPath, series: str, more: Sequence[Matcher]) -> tuple[KeyPath, Matcher]:
    """Return where a patch says one of `more`, which only it asks for at `place`, and which; the model or component when none does."""
    for each in narrow.conditions:
        about = each.at[: len(place)] == place if each.at[0] in _SECTIONS else any(series.startswith(name) for name in each.series)
        for key, wanted in each.where.items() if about else ():
            patched = narrow.resolved.origins.written((*each.at, key))[1][:1] == _PATCHED
            said = next((one for one in more if all(part in str(wanted) for part in one.value.split("|"))), None)
            if patched and said is not None:
                return (*each.at, key), said
    return place[:2], more[0]


def _remedy(asked: Matcher, wide: str) -> str:
    if asked.label in {"job", "namespace"}:
        named = "by `scrape:` or `where:`, or name the clusters when they are two"
        return f"say in the patch of `{wide}` which `{asked.label}` its own have, {named}"
    if asked.op == "=" and asked.value:
        out = f"`where: {{{asked.label}: {{not: {asked.value}}}}}` of the metric in its patch"
        return f'let `{wide}` leave them out: {out}, or `{asked.label}!="{asked.value}"` in an expression'
    return f"say in the patch of `{wide}` which `{asked.label}` its own have: `where:` of the metric, or a matcher in its expression"


def _who(acting: Sequence[_Acting], at: KeyPath) -> str:
    more = f" and {len(acting) - 1} more" if len(acting) > 1 else ""
    return f"`{acting[0].name}`{more} of `{at[1]}` {'read' if more else 'reads'}"


def _act(acting: Sequence[_Acting]) -> str:
    return "scale" if all(each.scales for each in acting) else "alert"


def _of_its_own(first: Checked, second: Checked, at: KeyPath) -> str:
    """Return how what an exporter tells of the whole cluster is asked of each environment's own namespace; empty where it cannot be."""
    here, there = (each.resolved.spec.platform.namespace for each in (first, second))
    told = next((subject for place, subject in second.subjects if place == at), None)
    if here == there or told is None or at[0] != "components" or told.runtime is None or told.namespace is not None:
        return ""
    return f"; or watch the own namespace of each: `namespace: {here}`, and `{{{at[0]}: {{{at[1]}: {{namespace: {there}}}}}}}` in the patch"


def _told_apart(checked: Checked, at: KeyPath) -> str:
    """Return how a model's series are told apart: a plain Prometheus knows no namespace, and what is pushed may come without one."""
    if at[0] != "models":
        return ""
    if not checked.platform.cluster.operator:
        return "; or ask each for its own: `scrape: {namespace: …}` in both where its job finds pods, or another `job:` in the patch"
    return "; or let the patch say whose series they are: `where:` of the metric, or `<< namespace >>` in its expression"


def _acting(checked: Checked) -> _OfEach:
    made: dict[tuple[KeyPath, str], list[Selector]] = defaultdict(list)
    alerts: list[Alert] = []
    for rule in checked.rules:
        if isinstance(rule, Recording):
            made[rule.at[:2], rule.record] += selectors(rule.expr)
        elif rule.at[0] in _SECTIONS:
            alerts.append(rule)
    found: dict[KeyPath, dict[KeyPath, _Acting]] = defaultdict(dict)
    for alert in alerts:
        read = _read(selectors(alert.expr), alert.at[:2], made)
        if read:
            found[alert.at[:2]].setdefault(alert.at, _Acting(alert.name, read))
    # What an HPA asks of its own pods, prometheus-adapter looks for among these alone.
    for target in (each for scaler in checked.platform.autoscalers for each in scaler.metrics if not each.each_pod):
        read = _read(selectors(target.query), target.at[:2], made)
        if read and target.at[0] in _SECTIONS:
            found[target.at[:2]].setdefault(target.at, _Acting(str(target.at[-1]), read, scales=True))
    return found


def _read(pending: Iterable[Selector], of: KeyPath, made: Mapping[tuple[KeyPath, str], Sequence[Selector]]) -> _Read:
    """Return the series that are asked for, and in the place of recordings those that they are made of."""
    found: set[Selector] = set()
    waiting, seen = list(pending), set[str]()
    while waiting:
        each = waiting.pop()
        parts = made.get((of, each.metric or ""))
        if parts is None:
            found.add(each)
        elif each.metric is not None and each.metric not in seen:
            seen.add(each.metric)
            waiting += parts
    return frozenset(found)
