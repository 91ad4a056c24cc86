"""The language of a repository's own packs, `specs/packs/*.yaml`, as a JSON schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tocsin.catalog.vocabulary import DEFAULTS, DIMENSIONS, EVIDENCE, METRIC_TYPES, SOURCE_KINDS, STABILITIES, STATUSES
from tocsin.lsp.language import Language
from tocsin.units import UNITS

_METRIC: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "type": ("Type of the metric.", frozenset(METRIC_TYPES)),
    "unit": ("Unit of its value; of a histogram, of one observation.", frozenset(UNITS)),
    "labels": ("Its own labels, as the exporter writes them.", frozenset()),
    "buckets": ("Upper edges of a histogram's buckets, ascending, in its unit.", frozenset()),
    "dimensions": ("Labels that tell whose series it is, where it differs from the pack.", frozenset()),
    "help": ("What it measures.", frozenset()),
    "default": ("Whether the exporter shows it unasked.", frozenset(DEFAULTS)),
    "since": ("The release that it came with, in quotes.", frozenset()),
    "deprecated": ("The release that deprecated it.", frozenset()),
    "hidden": ("The release from which on it has to be asked for.", frozenset()),
    "removed": ("The release that dropped it.", frozenset()),
    "released_with": ("The program whose releases these are, when not the pack's own.", frozenset()),
    "status": ("Whether its time is over.", frozenset(STATUSES)),
    "renamed_to": ("Its name in later releases.", frozenset()),
    "formerly": ("Names that it once had, each with the release that dropped it.", frozenset()),
    "stability": ("How stable its makers say it is.", frozenset(STABILITIES)),
    "dropped_by": ("Installers that throw it away by default.", frozenset()),
    "endpoint": ("Which of the pack's `other_endpoints` serves it.", frozenset()),
    "values_since": ("Values of its labels that came later, by label, each with its release.", frozenset()),
    "only_while": ("What has to hold for it to exist at all; then no alert says that it is missing.", frozenset()),
    "note": ("What one has to know to use it.", frozenset()),
    "evidence": ("How it is known.", frozenset(EVIDENCE)),
    "source": ("Where it is known from.", frozenset()),
}
_PACK: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "pack": ("Name of the pack: that of the file.", frozenset()),
    "about": ("What exports these metrics.", frozenset()),
    "source_kind": ("Where the metrics are.", frozenset(SOURCE_KINDS)),
    "repo": ("Where its source is.", frozenset()),
    "version": ("The release that this was read from.", frozenset()),
    "commit": ("The commit that this was read from.", frozenset()),
    "commit_date": ("The date of that commit.", frozenset()),
    "maintenance": ("Why its makers no longer develop it.", frozenset()),
    "endpoint": ("Where a process serves its metrics: `port`, `path`, `scheme`, `port_name`.", frozenset()),
    "other_endpoints": ("Further endpoints, by name.", frozenset()),
    "enable": ("What to set before any metric is served.", frozenset()),
    "honor_labels": ("Whether it is scraped with its own labels going before those of the target.", frozenset({"true", "false"})),
    "on_each_node": ("Whether one runs on each node: then each one that is down is an alert.", frozenset({"true", "false"})),
    "conditional_labels": ("Labels that metrics have under a condition only, by the condition.", frozenset()),
    "renamed_labels": ("Labels that a later release spells differently.", frozenset()),
    "index_labels": ("Labels that begin anew on each node or in each pod, with what tells them apart: `{gpu: [node]}`.", frozenset()),
    "facts": ("What one has to know of all of it.", frozenset()),
}


def pack_language() -> Language:
    """Return the language of packs."""
    dimensions = _object(dict.fromkeys(sorted(DIMENSIONS), ("The label that tells it.", frozenset[str]())))
    metric = _object(_METRIC)
    pack = _object(_PACK)
    for node in (metric, pack):
        described = "Labels that tell whose series it is."
        node["properties"]["dimensions"] = {"description": described, **dimensions}
    pack["properties"]["metrics"] = {
        "description": "The metrics, by name.",
        "type": "object",
        "patternProperties": {"": metric},
    }
    return Language(pack, section="Pack")


def _object(keys: Mapping[str, tuple[str, frozenset[str]]]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for key, (description, words) in keys.items():
        properties[key] = {"description": description, **({"enum": sorted(words)} if words else {})}
    return {"type": "object", "additionalProperties": False, "properties": properties}
