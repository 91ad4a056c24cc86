"""What can be typed at a place: keys of the language, names of the platform and its packs, series in expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin.lsp.expression import in_expression
from tocsin.lsp.language import Meant
from tocsin.lsp.meaning import Kind, kind_of_key, kind_of_text, spec_path, words_among_keys
from tocsin.lsp.names import given
from tocsin.lsp.offers import Offer, names
from tocsin.lsp.outline import Entry, Outline
from tocsin.lsp.place import Place
from tocsin.source import KeyPath, split_lines

MARK: Final = "\ue000"  # stands for the cursor in the text that is looked at; nobody types it
_NAME_BEFORE: Final = re.compile(r"[\w:.@/-]*$")
_NAME_AFTER: Final = re.compile(r"(?:[\w.@/-]|:(?=\w))*")
_SERIES_BEFORE: Final = re.compile(r"[\w:]*$")
_SERIES_AFTER: Final = re.compile(r"[\w:]*")


class Offers(Struct, frozen=True, kw_only=True):
    """What can be typed, and the columns of the line that it replaces, from 1, the end excluded."""

    found: tuple[Offer, ...]
    columns: tuple[int, int]


def complete(place: Place) -> Offers:
    """Return what can be typed at a place."""
    lines = split_lines(place.outline.text)
    line = lines[place.line - 1]
    before, after = line[: place.column - 1], line[place.column - 1 :]
    marked = Outline(place.outline.file, "\n".join([*lines[: place.line - 1], before + MARK + after, *lines[place.line :]]))
    found = marked.at(place.line, place.column)
    if found is None:
        return Offers(found=(), columns=(place.column, place.column))
    entry, is_key = found
    marks = str(entry.path[-1]) if is_key else entry.text
    if MARK not in marks:  # a place beside the entry
        return Offers(found=(), columns=(place.column, place.column))
    kind = None if is_key else _kind(place, marked, entry)
    in_promql = kind == "expr"
    typed = (_SERIES_BEFORE if in_promql else _NAME_BEFORE).search(before)
    rest = (_SERIES_AFTER if in_promql else _NAME_AFTER).match(after)
    start = typed.start() if typed else len(before)
    end = len(before) + (rest.end() if rest else 0)
    colon = "" if line[end:].lstrip().startswith(":") else ": "
    if in_promql:
        offers = in_expression(place, entry.text.partition(MARK)[0])
    elif is_key:
        offers = _keys(place, marked, entry.path, colon)
    else:
        offers = _texts(place, marked, entry, kind, colon)
    unique = {offer.name: offer for offer in reversed(list(offers))}
    ordered = sorted(unique.values(), key=lambda offer: (offer.rank, offer.name))
    return Offers(found=tuple(ordered), columns=(start + 1, end + 1))


def _kind(place: Place, marked: Outline, entry: Entry) -> Kind | None:
    path = spec_path(entry.path)
    return kind_of_text(place.language, path, given(marked, entry.path)) if path else None


def _keys(place: Place, marked: Outline, path: KeyPath, colon: str) -> Iterator[Offer]:
    """Yield keys for the mapping that `path` is in."""
    here, known = spec_path(path), given(marked, path)
    if not here:
        return
    present = {key for key in known(here[:-1]) if MARK not in key}
    for rank, (key, meant) in enumerate(place.language.keys(here[:-1], known).items()):
        if key not in present:
            yield Offer(name=key, what="key", text=key + colon, detail=_type(meant), about=meant.description, rank=rank)
    for word in words_among_keys(place.language, here, known):
        if word not in present:
            yield Offer(name=word, what="key", text=word + colon)
    kind = kind_of_key(place.language, here, known)
    if kind is not None:
        for offer in names(place, kind, here):
            if offer.name not in present:
                yield replace(offer, text=offer.text + colon)


def _texts(place: Place, marked: Outline, entry: Entry, kind: Kind | None, colon: str) -> Iterator[Offer]:
    path, known = spec_path(entry.path), given(marked, entry.path)
    if kind is not None:
        yield from names(place, kind, path)
    if not path or entry.own_line or isinstance(path[-1], int):  # where a key may be meant
        yield from _keys(place, marked, (*entry.path, MARK), colon)
    if path:
        for rank, word in enumerate(place.language.words(path, known)):
            yield Offer(name=word, what="word", text=word, rank=rank)


def _type(meant: Meant) -> str:
    kind = meant.node.get("type")
    default = meant.node.get("default")
    shown = f"default: {default}" if default is not None and not isinstance(default, dict | list) else ""
    return shown or (str(kind) if kind else "")
