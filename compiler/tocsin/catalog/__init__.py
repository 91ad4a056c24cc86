"""What exporters and model servers really export: packs of metrics with type, unit, labels, buckets and history.

A pack is a YAML file beside this module and is read when it is first asked for. What a pack does not say is unknown,
not absent: exporters can be configured, and their bucket bounds are defaults.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from tocsin.catalog.described import described
from tocsin.catalog.honoring import contested, scraped
from tocsin.catalog.measured import measured
from tocsin.catalog.newest import is_beyond, newest_known
from tocsin.catalog.pack import Endpoint, Metric, Pack, is_among, series_of
from tocsin.catalog.reading import PackError, pack_of, read_defaults, read_pack
from tocsin.catalog.releases import Releases, has_come, parse_releases, removal
from tocsin.catalog.variants import fitting
from tocsin.catalog.vocabulary import PARTS, TARGET_LABELS, UNITS, exporter_in, is_bare
from tocsin.folders import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "TARGET_LABELS",
    "UNITS",
    "Endpoint",
    "Metric",
    "Pack",
    "PackError",
    "Releases",
    "contested",
    "defaults",
    "defaults_of",
    "described",
    "exporter_in",
    "find",
    "has_come",
    "is_among",
    "is_bare",
    "is_beyond",
    "load",
    "names",
    "newest_known",
    "pack_of",
    "panels",
    "parse_releases",
    "removal",
    "scraped",
    "series_of",
    "successors",
    "variants",
    "with_defaults",
]

_SUFFIX = ".yaml"
_PACKS: Final = DATA / "catalog"
_DEFAULTS = "defaults"


@cache
def names() -> tuple[str, ...]:
    """Return the names of all packs, sorted."""
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in _PACKS.iterdir() if file.name.endswith(_SUFFIX)))


@cache
def load(name: str) -> Pack:
    """Return the pack `name`; raise KeyError when there is none, ValueError when its file is wrong (a bug of ours)."""
    if name not in names():
        raise KeyError(name)
    return read_pack(name, _text(name))


@cache
def with_defaults() -> tuple[str, ...]:
    """Return the names of the packs that bring thresholds and objectives, sorted."""
    folder = _PACKS / _DEFAULTS
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in folder.iterdir() if file.name.endswith(_SUFFIX)))


def defaults(name: str) -> Mapping[str, Mapping[str, object]]:
    """Return what the pack `name` brings, in the language of specs: `metrics`, `thresholds` and `slos`; raise KeyError when nothing."""
    return _brought(name)[0]


def variants(name: str) -> tuple[Mapping[str, Any], ...]:
    """Return how that changes with the releases and the mode of what runs."""
    return _brought(name)[2]


def defaults_of(name: str, *, releases: Releases | None, mode: str | None) -> Mapping[str, Mapping[str, object]]:
    """Return what the pack `name` brings to what runs in these releases (None: the newest) and in KServe's `mode`."""
    return fitting(defaults(name), variants(name), releases=releases, mode=mode)


def panels(name: str) -> tuple[object, ...]:
    """Return the panels that the pack `name` brings, as a spec's `panels:` has them; raise KeyError when it brings nothing at all."""
    brought, drawn, _ = _brought(name)
    declared = brought.get("metrics", {}).values()
    return drawn or tuple(measured(load(name), known={str(each.get("series")) for each in declared if isinstance(each, dict)}))


def find(series: str) -> tuple[tuple[Pack, Metric], ...]:
    """Return every metric of every pack that has the series `series`, in the order of the packs' names.

    A histogram or summary is found by its own name too: a native histogram is one series, and who writes the bare name
    means the metric.

    >>> [(pack.name, metric.type) for pack, metric in find("vllm:iteration_tokens_total_bucket")]
    [('vllm', 'histogram')]
    """
    return tuple((pack, metric) for pack in _packs_that_mention(series) if (metric := pack.metric_of(series)) is not None)


def successors(series: str) -> tuple[tuple[Pack, str], ...]:
    """Return what replaced `series`: the pack and the series' new name, empty when nobody renamed it.

    >>> [(pack.name, new) for pack, new in successors("vllm:time_per_output_token_seconds_sum")]
    [('vllm', 'vllm:inter_token_latency_seconds_sum')]
    """
    return tuple((pack, new) for pack in _packs_that_mention(series) if (new := pack.successor(series)) is not None)


@cache
def _brought(name: str) -> tuple[Mapping[str, Mapping[str, object]], tuple[object, ...], tuple[Mapping[str, Any], ...]]:
    if name not in with_defaults():
        raise KeyError(name)
    return read_defaults(name, (_PACKS / _DEFAULTS / f"{name}{_SUFFIX}").read_text(encoding="utf-8"))


def _packs_that_mention(series: str) -> Iterator[Pack]:
    """Yield the packs that have a key which `series` may belong to: looking is 100 times faster than parsing."""
    stem = series
    for suffix in PARTS:
        stem = stem.removesuffix(suffix)
    key = rf"(?<![\w:]){re.escape(stem)}(_bucket|_sum|_count)*[\"']?:"
    return (load(name) for name in names() if stem in _text(name) and re.search(key, _text(name)))


@cache
def _text(name: str) -> str:
    return (_PACKS / f"{name}{_SUFFIX}").read_text(encoding="utf-8")
