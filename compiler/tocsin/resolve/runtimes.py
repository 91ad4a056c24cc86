"""What runtimes bring to the models and components that name them: thresholds, objectives, panels and metrics of their packs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from tocsin import catalog
from tocsin.catalog import Releases
from tocsin.resolve.common import PARTS, fitting
from tocsin.resolve.layers import Layer, mapping
from tocsin.resolve.monitored import PANELS
from tocsin.resolve.patching import merge_patch
from tocsin.resolve.pushed import PUSHGATEWAY, Pushed
from tocsin.resolve.releases import narrowed
from tocsin.resolve.severities import ranked
from tocsin.source import KeyPath
from tocsin.spec.defaults import conditions

RUNTIME: Final = "runtime"


class Runtimes:
    """What packs bring to the models and components of one spec."""

    def __init__(self, final: Mapping[str, object], releases: Mapping[str, Releases]) -> None:
        """Take the whole spec, patched but not completed, and the releases of packs that are in use."""
        self._final = final
        self._releases = releases
        self._pushed = Pushed.of(final)

    def brought(self, whole: Mapping[str, Any], asked: KeyPath) -> tuple[dict[str, object], Layer | None]:
        """Return the metrics of the pack that a model or component runs, and what it brings besides; None: `defaults: false` refuses that.

        `whole` is all that is written of it, and its runtime has a pack; `asked` is the place that names the runtime.
        """
        pack = self._pack(whole)
        metrics = {name: _spelled(each, self._releases) for name, each in pack["metrics"].items()}
        if whole.get("defaults") is False:
            return metrics, None
        return metrics, Layer(given=self._wanted(pack, whole), at=asked, asked=True)

    def with_pushed(self, runtime: Layer | None, at: KeyPath, whole: Mapping[str, Any]) -> Layer | None:
        """Return what a runtime brings, and below it the thresholds on what is pushed, where `scrape: {pushed: true}` asks for them."""
        thresholds = self._pushed.own(whole)
        if not thresholds or whole.get("defaults") is False:
            return runtime
        fitted = _fitted("thresholds", thresholds, catalog.defaults(PUSHGATEWAY)["metrics"], whole, self._final)
        given = {"thresholds": ranked(fitted, self._final)}
        if runtime is not None:
            return replace(runtime, given=merge_patch(given, runtime.given))
        return Layer(given=given, at=(*at, "scrape", "pushed"), asked=True)

    def _pack(self, whole: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        runs: str = whole[RUNTIME]
        pack: Mapping[str, Mapping[str, Any]] = catalog.defaults_of(runs, releases=self._releases.get(runs), mode=_mode(whole))
        # That a job has not pushed is told to whom the job belongs.
        return {**pack, "thresholds": self._pushed.others(pack["thresholds"])} if runs == PUSHGATEWAY else pack

    def _wanted(self, pack: Mapping[str, Mapping[str, Any]], whole: Mapping[str, Any]) -> dict[str, Any]:
        given = {part: _fitted(part, pack[part], pack["metrics"], whole, self._final) for part in PARTS}
        wanted: dict[str, Any] = {part: ranked(each, self._final) for part, each in given.items() if each}
        if panels := catalog.panels(whole[RUNTIME]):
            wanted[PANELS] = list(panels)
        return _by_instance(wanted) if _scrapes_addresses(self._final, whole) else wanted


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
    if catalog.load(monitored[RUNTIME]).honor_labels:
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
