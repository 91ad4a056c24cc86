"""What runtimes, `defaults` and profiles bring, put under what the user wrote: one field changes one field, and `null` removes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import catalog
from tocsin.catalog import Releases
from tocsin.diagnostics import Diagnostic
from tocsin.resolve.common import DEFAULTS, PARTS, PROFILES, common_of, fitting
from tocsin.resolve.layers import Layer, mapping, missing, under
from tocsin.resolve.monitored import PANELS, Monitored
from tocsin.resolve.patching import merge_patch
from tocsin.resolve.profiles import profiles_of
from tocsin.resolve.pushed import PUSHGATEWAY, Pushed
from tocsin.resolve.releases import narrowed
from tocsin.resolve.severities import ranked
from tocsin.source import Route
from tocsin.spec.defaults import IN_COMMON, conditions

_SECTIONS: Final = {"models": "model", "components": "component"}
_RUNTIME: Final = "runtime"


class Completed(Struct, frozen=True, kw_only=True):
    """A spec with what is brought to its models and components, by their runtimes, its `defaults` and its profiles."""

    value: Mapping[str, object]
    brought: Mapping[Route, Route]
    """What was brought, of each the shortest route, and the route of the line that says or asks for it."""
    mistakes: tuple[Diagnostic, ...]
    idle: tuple[Diagnostic, ...]
    """What has no effect in this environment: a mistake if it has none in any."""
    effective: frozenset[Route]
    """The places in what is in common that have one."""


def completed(base: Mapping[str, object], patch: Mapping[str, object], releases: Mapping[str, Releases]) -> Completed:
    """Return `base` with what is brought once `patch` is applied; the patch is to be applied to the result, but for what it says in common.

    What a runtime brings stands below the `defaults`, they below a profile, and that below both: `base` and then `patch` change or remove
    it field by field. Series are called as in `releases`.
    """
    final = merge_patch(base, patch)
    value = {key: each for key, each in base.items() if key not in IN_COMMON}
    value |= {PROFILES: final[PROFILES]} if PROFILES in final else {}
    brought: dict[Route, Route] = {}
    mistakes: list[Diagnostic] = []
    idle: list[Diagnostic] = []
    effective: set[Route] = set()
    metrics: dict[str, tuple[object, Route]] = {}
    profiles, pushed = profiles_of(base, patch), Pushed.of(final)
    for section, kind in _SECTIONS.items():
        shared = common_of((DEFAULTS, section), base, patch)
        before, subjects = mapping(base.get(section)), mapping(final.get(section))
        after: dict[str, object] = {}
        for name, written in subjects.items():
            if not isinstance(written, Mapping):
                continue  # the types tell
            own = mapping(before.get(name))
            change = mapping(mapping(patch.get(section)).get(name))
            common = profiles.over(shared, (section, name), own, change)
            whole = merge_patch(under(common.value, own), change)
            runs, runtime = whole.get(_RUNTIME), None
            if runs in catalog.with_defaults():
                asked = (section, name, _RUNTIME) if _RUNTIME in written else common.place(_RUNTIME)
                pack = _pack(runs, whole, releases, pushed)
                brings = {metric: (_spelled(each, releases), asked) for metric, each in pack["metrics"].items()}
                metrics |= {metric: each for metric, each in brings.items() if metric not in metrics}
                if whole.get("defaults") is not False:
                    runtime = Layer(given=_wanted(pack, whole, final), at=asked, asked=True)
            runtime = _with(pushed.own(whole), runtime, (section, name), whole, final)
            if runtime is not None or common.layers:
                each = Monitored.of((section, name), own, written, runtime, common)
                after[name] = each.value()
                brought |= each.brought()
                mistakes += each.mistakes()
                effective.update(each.effective())
        value |= {section: {**before, **after}} if after else {}
        mistakes += shared.mistakes(kind)
        if subjects:
            effective.add(shared.at)
            idle += shared.idle(f"no {kind}")
        elif shared.layers:
            message, remedy = f"there is no {kind} that could have them", f"define a {kind}, or remove this"
            idle.append(Diagnostic(code="defaults/of-nothing", message=message, help=remedy, at=shared.at, part="key"))
    mistakes += profiles.mistakes()
    idle = [each for each in (*idle, *profiles.idle()) if each.at not in effective]
    used = _used(merge_patch(value, patch), {name: each for name, (each, _) in metrics.items()})
    written = mapping(base.get("metrics"))
    given = {name: metrics[name][0] for name in used}
    if given:
        value["metrics"] = under(given, written)
    brought |= {("metrics", *route): metrics[str(route[0])][1] for route in missing(given, written)}
    return Completed(value=value, brought=brought, mistakes=tuple(mistakes), idle=tuple(idle), effective=frozenset(effective))


def _pack(runs: str, whole: Mapping[str, Any], releases: Mapping[str, Releases], pushed: Pushed) -> Mapping[str, Mapping[str, Any]]:
    """Return what a pack brings to what runs in these releases; what others push is told to them."""
    pack: Mapping[str, Mapping[str, Any]] = catalog.defaults_of(runs, releases=releases.get(runs), mode=_mode(whole))
    return {**pack, "thresholds": pushed.others(pack["thresholds"])} if runs == PUSHGATEWAY else pack


def _wanted(pack: Mapping[str, Mapping[str, Any]], whole: Mapping[str, Any], final: Mapping[str, object]) -> dict[str, Any]:
    """Return what a pack brings to one that runs it."""
    given = {part: _fitted(part, pack[part], pack["metrics"], whole, final) for part in PARTS}
    drawn = catalog.panels(whole[_RUNTIME])
    wanted = {**{part: ranked(each, final) for part, each in given.items() if each}, **({PANELS: list(drawn)} if drawn else {})}
    return _by_instance(wanted) if _scrapes_addresses(final, whole) else wanted


def _with(
    thresholds: Mapping[str, Any], runtime: Layer | None, at: Route, whole: Mapping[str, Any], final: Mapping[str, object]
) -> Layer | None:
    """Return what a runtime brings, and below it these thresholds, for which `pushed` in its scrape asks."""
    if not thresholds or whole.get("defaults") is False:
        return runtime
    given = {"thresholds": ranked(_fitted("thresholds", thresholds, catalog.defaults(PUSHGATEWAY)["metrics"], whole, final), final)}
    if runtime is not None:
        return replace(runtime, given=merge_patch(given, runtime.given))
    return Layer(given=given, at=(*at, "scrape", "pushed"), asked=True)


def _fitted(
    part: str, entries: Mapping[str, Any], brought: Mapping[str, object], whole: Mapping[str, Any], final: Mapping[str, object]
) -> dict[str, Any]:
    """Return the entries of a pack as what is written asks for them, but for those that are about metrics of the user's."""
    return {
        key: fitting(each, mapping(whole.get(part)).get(key)) if part == "thresholds" else each
        for key, each in entries.items()
        if not _is_own(final, whole, part, key, brought)
    }


def _scrapes_addresses(final: Mapping[str, object], monitored: Mapping[str, Any]) -> bool:
    """Tell whether a plain Prometheus scrapes it under the addresses that the spec names: its series have no label for its pods then."""
    if catalog.load(monitored[_RUNTIME]).honor_labels:
        return False  # its pods are those that it watches
    cluster = mapping(mapping(final.get("platform")).get("cluster"))
    return mapping(cluster.get("prometheus")).get("stack") == "prometheus" and "targets" in mapping(monitored.get("scrape"))


def _by_instance(value: Any) -> Any:  # noqa: ANN401  # what YAML holds
    """Return what a pack brings with its replicas told apart by `instance` in place of `pod`, also in its texts."""
    match value:
        case str():
            return "instance" if value == "pod" else value.replace("pod {{ $labels.pod }}", "instance {{ $labels.instance }}")
        case Mapping():
            return {key: _by_instance(each) for key, each in value.items()}
        case list() | tuple():
            return [_by_instance(each) for each in value]
        case _:
            return value


def _mode(monitored: Mapping[str, Any]) -> str | None:
    """Return the mode in which KServe runs it; None: something else does."""
    workload = mapping(monitored.get("workload"))
    return workload.get("mode", "Standard") if "kserve" in workload else None


def _spelled(metric: object, releases: Mapping[str, Releases]) -> object:
    """Return a metric of a pack with the name that its series has in the releases in use."""
    given = mapping(metric)
    name = str(given.get("pack"))
    if name not in releases or "series" not in given:
        return metric
    names = narrowed({name: catalog.load(name)}, releases)[name].spelled(given["series"])
    return {**given, "series": names[0]} if names else metric


def _is_own(final: Mapping[str, object], monitored: Mapping[str, Any], part: str, name: str, brought: Mapping[str, object]) -> bool:
    """Tell whether the threshold `name` is about a metric of the user's, by that name or one that it says: it only happens to be called so.

    Who says no condition changes the pack's threshold, if only what it is about; `brought` are the pack's own metrics.
    """
    given, written = mapping(monitored.get(part)).get(name), mapping(final.get("metrics"))
    if part != "thresholds" or not isinstance(given, Mapping) or conditions().isdisjoint(given):
        return False
    if "metric" not in given:
        return name in written
    return given["metric"] in written and given["metric"] not in brought


def _used(value: object, metrics: Mapping[str, object]) -> list[str]:
    """Return which of `metrics` anything names, in their order; what they are made of is used too."""
    used: set[str] = set()
    pending = [value] if metrics else []
    while pending:
        names = set(_words(pending.pop())) & metrics.keys() - used
        used |= names
        pending.extend(metrics[name] for name in names)
    return [name for name in metrics if name in used]


def _words(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            yield from (key for key in value if isinstance(key, str))
            for each in value.values():
                yield from _words(each)
        case list():
            for each in value:
                yield from _words(each)
