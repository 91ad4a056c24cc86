"""The packs of a repository's own: `specs/packs/<name>.yaml`, in the language of the catalogue, with most keys left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tocsin import catalog, units
from tocsin.catalog import Pack, PackError, pack_of
from tocsin.diagnostics import Located, did_you_mean
from tocsin.source import Document, Fault, Part, parse

PACKS: Final = "packs"
"""The folder below `specs/` that holds no platform."""

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
            notes = () if parsed.note is None else (parsed.note,)
            mistakes.append(
                Located(code=parsed.code, message=parsed.message, help=parsed.help, span=parsed.span, severity="error", notes=notes)
            )
            continue
        name = file.rpartition("/")[2].rpartition(".")[0]
        errors = tuple(_errors(name, parsed))
        mistakes += errors
        if not errors:
            found[name] = pack_of(name, _completed(name, parsed), _UNITS)
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
            if error.route[:1] == ("metrics",) or not part["metrics"]:
                key = f"`{error.route[-1]}`"
                misspelt = error.word not in {"", error.route[-1]}
                told = f"{key} cannot be `{error.word}`" if misspelt else f"{key} {error.why}"
                remedy = did_you_mean(error.word, error.choices) if error.choices else f"write {key} as docs/packs.md shows"
                if error.route == ("name",):
                    remedy = f"remove it: the pack is `{name}`, as its file is"
                yield _located(document, error.route, told, remedy, "value" if misspelt else "key")


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
            key: {"help": key, **told, **metric} if isinstance(metric, dict) else metric for key, metric in metrics.items()
        }
    return completed


def _located(document: Document, route: tuple[str, ...], message: str, remedy: str, part: Part = "value") -> Located:
    span = document.span(route, part)
    return Located(code="pack/wrong", message=message, help=remedy, span=span, severity="error")
