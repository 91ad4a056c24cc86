"""The packs of a repository's own: `specs/packs/<name>.yaml`, in the language of the catalogue, with most keys left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tocsin import catalog, units
from tocsin.catalog import TARGET_LABELS, Pack, PackError, pack_of
from tocsin.catalog.vocabulary import Dimension
from tocsin.diagnostics import Located, did_you_mean
from tocsin.diagnostics.nearest import closest
from tocsin.source import Document, Fault, Part, parse
from tocsin.spec.locate import of_fault

_UNITS: Final = frozenset(units.UNITS)
_Plain = dict[str, object]


def packs(files: Mapping[str, bytes]) -> tuple[Mapping[str, Pack], tuple[Located, ...]]:
    """Return the packs in `files` (name -> content) by their names, and every mistake in them.

    A metric needs `type` and `unit`. A pack that is wrong in any part is missing, so that nothing half known is used.
    """
    found: dict[str, Pack] = {}
    mistakes: list[Located] = []
    for file, content in sorted(files.items()):
        parsed = parse(file, content)
        if isinstance(parsed, Fault):
            mistakes.append(of_fault(parsed))
            continue
        name = file.rpartition("/")[2].rpartition(".")[0]
        errors = tuple(_errors(name, parsed))
        if not errors:
            found[name] = pack_of(name, _completed(name, parsed), _UNITS)
            errors = (*_selecting_nothing(found[name], parsed), *_indexing_nothing(found[name], parsed))
        mistakes += errors
    return found, tuple(mistakes)


def _errors(name: str, document: Document) -> Iterator[Located]:
    """Yield what is wrong with a file: one mistake of each metric, and one of what is around them."""
    if not isinstance(document.value, dict):
        yield _located(
            document, (), "the file is empty" if document.value is None else "the file is not a mapping", "start with `metrics:`"
        )
        return
    if name in catalog.names():
        remedy = "call it something else: who uses it must know which one is meant"
        yield _located(document, (), f"the catalogue has a pack `{name}` already", remedy)
    whole = _completed(name, document)
    metrics = whole.get("metrics", {})
    alone = [{**whole, "metrics": {key: metric}} for key, metric in metrics.items()] if isinstance(metrics, dict) else [whole]
    for part in ({**whole, "metrics": {}}, *alone):
        try:
            pack_of(name, part, _UNITS)
        except PackError as error:
            if error.path[:1] == ("metrics",) or not part["metrics"]:
                key = f"`{error.path[-1]}`"
                misspelt = error.word not in {"", error.path[-1]}
                told = f"{key} cannot be `{error.word}`" if misspelt else f"{key} {error.why}"
                remedy = did_you_mean(error.word, error.choices) if error.choices else f"write {key} as docs/packs.md shows"
                if error.path == ("name",):
                    remedy = f"remove it: the pack is `{name}`, as its file is"
                yield _located(document, error.path, told, remedy, "value" if misspelt else "key")


def _selecting_nothing(pack: Pack, document: Document) -> Iterator[Located]:
    """Yield every dimension whose label a metric, which says its labels, does not have: what is selected by it is nothing."""
    said = document.value if isinstance(document.value, dict) else {}
    listing = {name: pack.metrics[name] for name, metric in (said.get("metrics") or {}).items() if "labels" in metric}
    lacking: dict[Dimension, list[str]] = {}
    for name, metric in listing.items():
        own = said["metrics"][name].get("dimensions") or {}
        known = pack.labels_of(metric) | {"node"}  # which the operator can add to any
        for dimension, label in metric.dimensions.items():
            if catalog.is_among(label, known):
                continue
            if dimension in own:
                yield _lacking(document, ("metrics", name, "dimensions", dimension), name, label, metric.labels)
            else:
                lacking.setdefault(dimension, []).append(name)
    for dimension, names in lacking.items():
        label = pack.dimensions[dimension]
        if len(names) == sum(dimension in metric.dimensions for metric in listing.values()):
            yield _lacking(document, ("dimensions", dimension), names[0], label, listing[names[0]].labels)
            continue
        for name in names:
            message = f"`{name}` has no label `{label}`, which is the dimension `{dimension}` of this pack"
            remedy = f"add {_served(label)} to its `labels:`, or `dimensions: {{{dimension}: null}}` to the metric"
            yield _located(document, ("metrics", name, "labels"), message, remedy)


def _indexing_nothing(pack: Pack, document: Document) -> Iterator[Located]:
    """Yield every label of `index_labels` that no metric has, where each says its labels: what begins anew in it is never told apart."""
    said = document.value if isinstance(document.value, dict) else {}
    if not all("labels" in metric for metric in (said.get("metrics") or {}).values()):
        return
    known = frozenset().union(*(pack.labels_of(metric) for metric in pack.metrics.values()))
    for label in pack.index_labels:
        if label not in known:
            message, remedy = f"no metric of this pack has a label `{label}`", did_you_mean(label, sorted(known))
            yield _located(document, ("index_labels", label), message, remedy, "key")


def _lacking(document: Document, at: tuple[str, ...], metric: str, label: str, labels: Iterable[str]) -> Located:
    close = closest(label, labels)
    remedy = f"did you mean `{close}`?" if close else f"add {_served(label)} to its `labels:`, or remove `{at[-1]}`"
    return _located(document, at, f"`{metric}` has no label `{label}`: nothing is selected by it", remedy)


def _served(label: str) -> str:
    """Return how the exporter writes a label that Prometheus stores as `label`."""
    own = label.removeprefix("exported_")
    return f"`{own}`, which is stored as `{label}`," if own != label and own in TARGET_LABELS else f"`{label}`"


def _with_numbers(metric: _Plain) -> _Plain:
    """Return a metric whose buckets are numbers of its unit: they may be written with a unit too, as in specs."""
    unit, edges = units.UNITS.get(str(metric.get("unit"))), metric.get("buckets")
    if unit is None or not isinstance(edges, list):
        return metric
    return {**metric, "buckets": [_edge(edge, unit) if isinstance(edge, str) else edge for edge in edges]}


def _edge(text: str, unit: units.Unit) -> object:
    quantity = units.parse_quantity(text)
    number = units.convert(quantity, unit) if quantity is not None else None
    return text if number is None else number


def _completed(name: str, document: Document) -> _Plain:
    """Return the data of a file with what may be left out: only the catalogue has to say where it knows things from."""
    value = document.value if isinstance(document.value, dict) else {}
    usual: _Plain = {
        "pack": name,
        "about": f"{name}, a pack of this repository",
        "source_kind": "prometheus",
        "version": "any",
        "honor_labels": False,
        "facts": [],
    }
    completed = {**usual, **value}
    metrics = completed.get("metrics")
    if isinstance(metrics, dict):
        told: _Plain = {"labels": [], "evidence": "unverified", "source": document.file}
        completed["metrics"] = {
            key: _with_numbers({"help": key, **told, **metric}) if isinstance(metric, dict) else metric for key, metric in metrics.items()
        }
    return completed


def _located(document: Document, path: tuple[str, ...], message: str, remedy: str, part: Part = "value") -> Located:
    span = document.span(path, part)
    return Located(code="pack/wrong", message=message, help=remedy, span=span, severity="error")
