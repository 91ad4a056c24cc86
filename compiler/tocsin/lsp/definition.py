"""Where the name at a place is defined, and where it is used, in all files of the platform and its packs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tocsin.lsp.language import Language
from tocsin.lsp.meaning import Kind, spec_path
from tocsin.lsp.names import IN_COMMON, Definition, Names
from tocsin.lsp.outline import Entry, Outline
from tocsin.lsp.place import Place
from tocsin.source import Span, split_lines

_WHOLE: Final = 1


def definitions(place: Place, packs: Sequence[Outline]) -> tuple[Span, ...]:
    """Return where what is named here is defined; `packs` are the outlines of the repository's own packs."""
    kind, name = _meant(place)
    if kind is None or not name:
        return ()
    if kind == "pack":
        return tuple(_start(outline) for outline in packs if _pack_name(outline) == name)
    definition = place.names.definition("series" if kind == "expr" else kind, name, place.path)
    here = (definition.span,) if definition is not None and definition.span is not None else ()
    there = tuple(_in_packs(place, name, packs)) if kind in {"metric", "series", "expr"} else ()
    # Who declares a series asks for what its pack says of it.
    return (there or here) if kind == "series" else (here or there)


def references(
    place: Place, language: Language, platforms: Iterable[Names], packs: Sequence[Outline], *, with_definition: bool
) -> tuple[Span, ...]:
    """Return where what is named here is used; what a pack or all platforms have, by every one of `platforms`.

    `language` is that of specs.
    """
    kind, name = _meant(place)
    if kind is None or not name:
        return ()
    defined = definitions(place, packs)
    found = list(defined) if with_definition else []
    around = platforms if _is_pack(place.outline) or any(span.file == IN_COMMON for span in defined) else [place.names]
    for names in around:
        for entry, by_key in names.uses(language, kind, name):
            span = entry.key if by_key else entry.value
            found += [span] if span is not None else []
        if kind in {"metric", "series", "expr"}:
            found += _series_uses(names, name)
    return tuple(dict.fromkeys(found))


def _meant(place: Place) -> tuple[Kind | None, str]:
    """Return what is named here, also where the name is given."""
    if place.found is None:
        return None, ""
    if place.kind is not None:
        return place.kind, place.name
    entry, is_key = place.found
    if _is_pack(place.outline):
        return ("metric", str(entry.path[1])) if is_key and len(entry.path) == 2 and entry.path[0] == "metrics" else (None, "")  # noqa: PLR2004  # metrics.<name>
    for kind, defined in place.names.defined.items():
        for name, definition in defined.items():
            if definition.entry is entry or (is_key and spec_path(definition.entry.path) == place.path):
                return kind, name
    if is_key and len(place.path) == 4 and place.path[2] == "thresholds":  # noqa: PLR2004  # models.<name>.thresholds.<name>
        return "threshold", str(place.path[3])
    return None, ""


def _series_uses(names: Names, name: str) -> Iterator[Span]:
    """Yield where the series of a metric, or a series, stands by its own name: in `series:` and in expressions."""
    definition: Definition | None = names.defined["metric"].get(name)
    told = definition.outline.by_path.get((*definition.entry.path, "series")) if definition is not None else None
    series = told.text if told is not None else name
    pattern = re.compile(rf"(?<![\w:]){re.escape(series)}(?:_bucket|_sum|_count)?(?![\w:])")
    for outline, entry in _texts_of_metrics(names):
        if entry.path[-1] == "series" and entry.text == series and entry is not told and entry.value is not None:
            yield entry.value
        if entry.path[-1] == "expr" and series in entry.text and entry.value is not None:
            yield from _inside(outline, entry.value, pattern)


def _texts_of_metrics(names: Names) -> Iterator[tuple[Outline, Entry]]:
    for outline in names.outlines:
        for entry in outline.entries:
            path = spec_path(entry.path)
            if entry.form == "text" and len(path) == 3 and path[0] == "metrics":  # noqa: PLR2004  # metrics.<name>.<key>
                yield outline, entry


def _inside(outline: Outline, span: Span, pattern: re.Pattern[str]) -> Iterator[Span]:
    lines = split_lines(outline.text)
    for line in range(span.line, min(span.end_line, len(lines)) + 1):
        first = span.column - 1 if line == span.line else 0
        last = span.end_column - 1 if line == span.end_line else len(lines[line - 1])
        for match in pattern.finditer(lines[line - 1], first, last):
            yield Span(file=span.file, line=line, column=match.start() + 1, end_line=line, end_column=match.end() + 1)


def _in_packs(place: Place, series: str, packs: Sequence[Outline]) -> Iterator[Span]:
    known = place.metrics(series)
    for outline in packs:
        if (pack := _pack_name(outline)) in known:
            entry = outline.by_path.get(("metrics", known[pack][1].name))
            yield entry.key if entry is not None and entry.key is not None else _start(outline)


def _is_pack(outline: Outline) -> bool:
    return outline.file.split("/")[1:2] == ["packs"]


def _pack_name(outline: Outline) -> str:
    return outline.file.rpartition("/")[2].rpartition(".")[0]


def _start(outline: Outline) -> Span:
    return Span(file=outline.file, line=_WHOLE, column=1, end_line=_WHOLE, end_column=1)
