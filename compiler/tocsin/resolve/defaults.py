"""What a runtime's pack brings, put under what the user wrote: one field changes one field, and `null` removes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from tocsin import catalog
from tocsin.catalog import Releases
from tocsin.diagnostics import Diagnostic, did_you_mean
from tocsin.resolve.patching import merge_patch
from tocsin.resolve.releases import narrowed
from tocsin.resolve.severities import ranked
from tocsin.source import Route

_SECTIONS: Final = ("models", "components")
_PARTS: Final = ("thresholds", "slos")
_PANELS: Final = "panels"


class Completed(Struct, frozen=True, kw_only=True):
    """A spec with what its packs bring."""

    value: Mapping[str, object]
    brought: Mapping[Route, Route]
    """What a pack brought, of each the shortest route, and the route of the line that asked for it."""
    mistakes: tuple[Diagnostic, ...]


def completed(base: Mapping[str, object], patch: Mapping[str, object], releases: Mapping[str, Releases]) -> Completed:
    """Return `base` with what the runtimes bring that it has once `patch` is applied; the patch is to be applied to the result.

    What is brought stands below both: `base` and then `patch` change or remove it field by field. Series are called as in `releases`.
    """
    final = merge_patch(base, patch)
    value: dict[str, object] = dict(base)
    brought: dict[Route, Route] = {}
    mistakes: list[Diagnostic] = []
    metrics: dict[str, tuple[object, Route]] = {}
    for section, name, monitored in _with_runtime(final):
        at: Route = (section, name)
        runtime = monitored["runtime"]
        pack = catalog.defaults_of(runtime, releases=releases.get(runtime), mode=_mode(monitored))
        brings = {metric: (_spelled(each, releases), (*at, "runtime")) for metric, each in pack["metrics"].items()}
        metrics |= {metric: each for metric, each in brings.items() if metric not in metrics}
        own = _mapping(_mapping(base.get(section)).get(name))
        merged = dict(own)
        for part in _PARTS:
            given = ranked({key: each for key, each in pack[part].items() if not _is_own(final, monitored, part, key)}, final)
            mistakes += _unknown(own.get(part), given, (*at, part))
            if isinstance(own.get(part, {}), Mapping):  # of another type it is a mistake, which the types tell
                merged |= {part: _known(_under(given, own.get(part)))}
            brought |= dict.fromkeys(_brought(given, own, part, at), (*at, "runtime"))
            if merged.get(part) in (None, {}):
                merged.pop(part, None)
        panels, drawn = own.get(_PANELS, []), catalog.panels(monitored["runtime"])
        if isinstance(panels, list) and drawn:
            # After the author's own, so that each of those keeps its place in the list.
            merged[_PANELS] = [*panels, *drawn]
            brought |= {(*at, _PANELS, len(panels) + index): (*at, "runtime") for index in range(len(drawn))}
            brought |= {} if panels else {(*at, _PANELS): (*at, "runtime")}
        value[section] = {**_mapping(value.get(section)), name: merged}
    used = _used(merge_patch(value, patch), {name: each for name, (each, _) in metrics.items()})
    written = _mapping(base.get("metrics"))
    under = {name: metrics[name][0] for name in used}
    if under:
        value["metrics"] = _under(under, written)
    brought |= {("metrics", *route): metrics[str(route[0])][1] for route in _missing(under, written)}
    return Completed(value=value, brought=brought, mistakes=tuple(mistakes))


def _with_runtime(final: Mapping[str, object]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the models and components whose runtime brings something, and that want it."""
    for section in _SECTIONS:
        for name, monitored in _mapping(final.get(section)).items():
            own = _mapping(monitored)
            if own.get("runtime") in catalog.with_defaults() and own.get("defaults") is not False:
                yield section, name, own


def _mode(monitored: Mapping[str, Any]) -> str | None:
    """Return the mode in which KServe runs it; None: something else does."""
    workload = _mapping(monitored.get("workload"))
    return workload.get("mode", "Standard") if "kserve" in workload else None


def _spelled(metric: object, releases: Mapping[str, Releases]) -> object:
    """Return a metric of a pack with the name that its series has in the releases in use."""
    given = _mapping(metric)
    name = str(given.get("pack"))
    if name not in releases or "series" not in given:
        return metric
    names = narrowed({name: catalog.load(name)}, releases)[name].spelled(given["series"])
    return {**given, "series": names[0]} if names else metric


def _is_own(final: Mapping[str, object], monitored: Mapping[str, Any], part: str, name: str) -> bool:
    """Tell whether the threshold `name` is about a metric of that name of the user's: then it only happens to be called so."""
    given = _mapping(monitored.get(part)).get(name)
    return part == "thresholds" and isinstance(given, Mapping) and "metric" not in given and name in _mapping(final.get("metrics"))


def _under(given: Mapping[str, object], written: object) -> dict[str, object]:
    """Return what was written, completed by what is given. A `null` removes what is given, and nothing else is touched by it."""
    own = _mapping(written)
    merged: dict[str, object] = {}
    for key, value in own.items():
        default = given.get(key)
        if value is None and key in given:
            continue
        merged[key] = _under(default, value) if isinstance(default, Mapping) and isinstance(value, Mapping) else value
    return {**merged, **{key: value for key, value in given.items() if key not in own}}


def _known(merged: Mapping[str, object]) -> dict[str, object]:
    # What is left of `null` removes nothing, which has been said.
    return {key: value for key, value in merged.items() if value is not None}


def _missing(given: Mapping[str, object], written: object) -> Iterator[Route]:
    """Yield the routes of what is given and was not written, of each the shortest."""
    own = _mapping(written)
    for key, value in given.items():
        if key not in own:
            yield (key,)
        elif isinstance(value, Mapping) and isinstance(own[key], Mapping):
            yield from ((key, *route) for route in _missing(value, own[key]))


def _brought(given: Mapping[str, object], own: Mapping[str, object], part: str, at: Route) -> Iterator[Route]:
    if part in own:
        yield from ((*at, part, *route) for route in _missing(given, own[part]))
    elif given:
        yield (*at, part)


def _unknown(written: object, given: Mapping[str, object], at: Route) -> Iterator[Diagnostic]:
    for name, value in _mapping(written).items():
        if value is None and name not in given:
            message = f"the runtime brings no `{name}` to remove"
            yield Diagnostic(code="defaults/removes-nothing", message=message, help=did_you_mean(name, given), at=(*at, name), part="key")


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


def _mapping(value: object) -> Mapping[str, Any]:
    # What is of another shape is left as it is: validation tells its author.
    return value if isinstance(value, Mapping) else {}
