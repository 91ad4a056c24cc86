"""Puts what runtimes, `defaults` and profiles bring below what the user wrote: one field changes one field, and `null` removes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from tocsin import catalog
from tocsin.catalog import Releases
from tocsin.diagnostics import Diagnostic
from tocsin.resolve.common import DEFAULTS, PROFILES, Common, common_of
from tocsin.resolve.layers import mapping, missing, under
from tocsin.resolve.monitored import Monitored
from tocsin.resolve.patching import merge_patch
from tocsin.resolve.profiles import profiles_of
from tocsin.resolve.runtimes import RUNTIME, Runtimes
from tocsin.source import KeyPath
from tocsin.spec.defaults import IN_COMMON

_SECTIONS: Final = {"models": "model", "components": "component"}


class Completed(Struct, frozen=True, kw_only=True):
    """A spec with what is brought to its models and components, by their runtimes, its `defaults` and its profiles."""

    value: Mapping[str, object]
    brought: Mapping[KeyPath, KeyPath]
    """What was brought, of each the shortest path, and the path of the line that says or asks for it."""
    mistakes: tuple[Diagnostic, ...]
    idle: tuple[Diagnostic, ...]
    """What has no effect in this environment: a mistake if it has none in any."""
    effective: frozenset[KeyPath]
    """The places in what is in common that have one."""


def completed(base: Mapping[str, object], patch: Mapping[str, object], releases: Mapping[str, Releases]) -> Completed:
    """Return `base` with what is brought once `patch` is applied; the patch is to be applied to the result, but for what it says in common.

    What a runtime brings stands below the `defaults`, they below a profile, and that below both: `base` and then `patch` change or remove
    it field by field. Series are called as in `releases`.
    """
    return _Completion(base, patch, releases).completed()


class _Completion:
    """One spec on its way to a completed one, and what is found on the way: the fields are those of `Completed`."""

    def __init__(self, base: Mapping[str, object], patch: Mapping[str, object], releases: Mapping[str, Releases]) -> None:
        self._base, self._patch, self._final = base, patch, merge_patch(base, patch)
        self._profiles = profiles_of(base, patch)
        self._runtimes = Runtimes(self._final, releases)
        self._metrics: dict[str, tuple[object, KeyPath]] = {}
        """What packs say of each metric, and the line that asks for the pack."""
        self._brought: dict[KeyPath, KeyPath] = {}
        self._mistakes: list[Diagnostic] = []
        self._idle: list[Diagnostic] = []
        self._effective: set[KeyPath] = set()

    def completed(self) -> Completed:
        value = {key: each for key, each in self._base.items() if key not in IN_COMMON}
        if PROFILES in self._final:
            value[PROFILES] = self._final[PROFILES]
        for section, kind in _SECTIONS.items():
            if after := self._section(section, kind):
                value[section] = {**mapping(self._base.get(section)), **after}
        self._mistakes += self._profiles.mistakes()
        self._complete_metrics(value)
        return Completed(
            value=value,
            brought=self._brought,
            mistakes=tuple(self._mistakes),
            idle=tuple(each for each in (*self._idle, *self._profiles.idle()) if each.at not in self._effective),
            effective=frozenset(self._effective),
        )

    def _section(self, section: str, kind: str) -> dict[str, object]:
        """Return those models, or those components, to which something is brought."""
        shared = common_of((DEFAULTS, section), self._base, self._patch)
        subjects = mapping(self._final.get(section))
        after: dict[str, object] = {}
        for name, written in subjects.items():
            # What is of another type is a mistake, which the types tell.
            each = self._monitored((section, name), written, shared) if isinstance(written, Mapping) else None
            if each is not None:
                after[name] = each.value()
                self._brought |= each.brought()
                self._mistakes += each.mistakes()
                self._effective.update(each.effective())
        self._mistakes += shared.mistakes(kind)
        if subjects:
            self._effective.add(shared.at)
            self._idle += shared.idle(f"no {kind}")
        elif shared.layers:
            message, remedy = f"there is no {kind} that could have them", f"define a {kind}, or remove this"
            self._idle.append(Diagnostic(code="defaults/of-nothing", message=message, help=remedy, at=shared.at, part="key"))
        return after

    def _monitored(self, at: tuple[str, str], written: Mapping[str, Any], shared: Common) -> Monitored | None:
        """Return the model or component at `at` with what is brought to it; None: nothing is."""
        section, name = at
        own = mapping(mapping(self._base.get(section)).get(name))
        change = mapping(mapping(self._patch.get(section)).get(name))
        common = self._profiles.over(shared, at, own, change)
        whole = merge_patch(under(common.value, own), change)
        runtime = None
        if whole.get(RUNTIME) in catalog.with_defaults():
            asked = (*at, RUNTIME) if RUNTIME in written else common.place(RUNTIME)
            metrics, runtime = self._runtimes.brought(whole, asked)
            for metric, said in metrics.items():
                self._metrics.setdefault(metric, (said, asked))
        runtime = self._runtimes.with_pushed(runtime, at, whole)
        return Monitored.of(at, own, written, runtime, common) if runtime is not None or common.layers else None

    def _complete_metrics(self, value: dict[str, object]) -> None:
        """Put those metrics of packs into `value` that anything in it, or in the patch, names."""
        used = _used(merge_patch(value, self._patch), {name: each for name, (each, _) in self._metrics.items()})
        written = mapping(self._base.get("metrics"))
        given = {name: self._metrics[name][0] for name in used}
        if given:
            value["metrics"] = under(given, written)
        self._brought |= {("metrics", *path): self._metrics[str(path[0])][1] for path in missing(given, written)}


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
