"""Findings for people: of those that are alike the first is told in full, of the others where they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from tocsin.diagnostics import Located, render
from tocsin.diagnostics.secrecy import without_secrets
from tocsin.source import Document, KeyPath, Span, parse

_SHOWN: Final = 10
_QUOTED: Final = re.compile("`[^`]+`")
_NAMED: Final = 2
"""Parts of the path of what has a name, like a model."""
_COMMON: Final = frozenset({("profiles",), ("defaults",)})
"""Where the mistakes of several stand at one place."""


def grouped(found: Sequence[Located], texts: Mapping[str, str], *, everything: str | None) -> Iterator[str]:
    """Yield findings about the files `texts`, those that are alike as one.

    Alike are those of one code that say the same, each of the model, or whatever else has a name, that it stands in, or of one of those
    that have a profile in common: this name is told with the place. Of more than ten other places the first are told, and the command that
    tells `everything`; None: all are.
    """

    @cache
    def paths(file: str) -> Mapping[Span, KeyPath]:
        document = parse(file, texts.get(file, "").encode(errors="surrogateescape"))
        return document.paths() if isinstance(document, Document) else {}

    said, alike = Counter(map(_said, found)), Counter(map(_roughly, found))
    common = _differing(found)
    together: dict[tuple[object, ...], list[tuple[Located, str]]] = {}
    for located in found:
        # Most that are alike say the very same, and no file need be read again.
        at = paths(located.span.file).get(located.span, ()) if alike[_roughly(located)] > said[_said(located)] else ()
        name = str(at[1]) if len(at) >= _NAMED and f"`{at[1]}`" in located.message else ""
        if at[:1] in _COMMON and (differs := common[_place(located)]) is not None:
            name = _QUOTED.findall(located.message)[differs].strip("`")
        together.setdefault(_said(located, name), []).append((located, name))
    shown_of = without_secrets(texts, found)
    for (first, name), *others in together.values():
        shown = render(first, shown_of.get(first.span.file, ""))
        yield "\n".join([shown, *_places(first, name, others, everything)]) if others else shown


def _places(first: Located, name: str, others: Sequence[tuple[Located, str]], everything: str | None) -> Iterator[str]:
    gutter = " " * len(str(first.span.line))
    yield f"{gutter} = and {len(others)} alike:"
    some = others if everything is None else others[:_SHOWN]
    for located, own in some:
        span = located.span
        yield f"{gutter}     {span.file}:{span.line}:{span.column}" + (f": `{own}`" if own != name else "")
    if len(others) > len(some):
        yield f"{gutter}     and {len(others) - len(some)} more: `{everything}` tells all"


def _differing(found: Sequence[Located]) -> Mapping[object, int | None]:
    """Return which quoted word of messages that are alike at one place differs first: it says whose mistake each is."""
    quoted: dict[object, list[list[str]]] = {}
    for located in found:
        quoted.setdefault(_place(located), []).append(_QUOTED.findall(located.message))
    columns = ((place, enumerate(zip(*words, strict=False))) for place, words in quoted.items())
    return {place: next((index for index, column in each if len(set(column)) > 1), None) for place, each in columns}


def _place(located: Located) -> object:
    return located.span, _roughly(located)


def _said(located: Located, name: str = "") -> tuple[object, ...]:
    """Return what is said, without the `name` of what it is said of."""
    words: tuple[str, ...] = (located.message, located.help)
    if name:
        whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        words = tuple(whole.sub("\0", each) for each in words)
    return (located.code, located.severity, located.notes, *words)


def _roughly(located: Located) -> tuple[str, str]:
    return located.code, _QUOTED.sub("", located.message)
