"""The span of every key and value of a text: looked for only in a file that something has to be said about."""

from __future__ import annotations

from typing import Any, Final

import yaml
from msgspec import Struct, field
from msgspec.structs import replace

from tocsin.source.span import KeyPath, Part, Span, split_lines

# Parsing in C is ten times as fast; the pure-Python loader reads the same language where the C library is missing.
Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Places(Struct, kw_only=True):
    """Where the keys and values of one file stand."""

    spans: dict[KeyPath, tuple[Span, Span]] = field(default_factory=dict)
    """Key and value of each path; an item of a list is its own key."""
    aliases: dict[KeyPath, KeyPath] = field(default_factory=dict)
    """Path of an alias -> path of the collection that it stands for."""

    def span(self, path: KeyPath, part: Part) -> Span | None:
        """Return where `path` stands, or the key of its deepest part that the file spells out."""
        for length in range(len(path), -1, -1):
            here, rest = path[:length], path[length:]
            if rest and here in self.aliases:
                return self.span((*self.aliases[here], *rest), part)
            if here in self.spans:
                key, value = self.spans[here]
                return key if rest or part == "key" else value
        return None


def find_places(file: str, text: str, until: yaml.Event | None = None) -> Places:
    """Return the places in `text`, read up to the event `until`. The text must be one that parses up to there."""
    finder = _Finder(file, text)
    end = None if until is None else span_of(file, until)
    for event in yaml.parse(text, Loader=Loader):
        if end is not None and span_of(file, event) == end:
            break
        match event:
            case yaml.CollectionEndEvent():
                finder.end(event)
            case yaml.NodeEvent():
                finder.node(event)
    return finder.found


class _Collection(Struct, kw_only=True):
    path: KeyPath
    start: yaml.CollectionStartEvent
    key: tuple[str, Span] | None = None
    """In a mapping, the key that waits for its value."""
    length: int = 0

    @property
    def waits_for_key(self) -> bool:
        return self.key is None and isinstance(self.start, yaml.MappingStartEvent)


class _Finder:
    def __init__(self, file: str, text: str) -> None:
        self.file = file
        lines = split_lines(text)
        self.last = (len(lines), len(lines[-1]) + 1)
        self.found = Places()
        self.anchors: dict[str, KeyPath] = {}
        self.around: list[_Collection] = []

    def node(self, event: yaml.NodeEvent) -> None:
        span = self._inside(span_of(self.file, event))
        parent = self.around[-1] if self.around else None
        if parent is not None and parent.waits_for_key and isinstance(event, yaml.ScalarEvent):
            parent.key = (event.value, span)
            return
        path, key_span = self._placed(parent, span)
        self.found.spans[path] = (key_span, span)
        if isinstance(event, yaml.CollectionStartEvent):
            self.around.append(_Collection(path=path, start=event))
        if event.anchor is None:
            return
        if not isinstance(event, yaml.AliasEvent):
            self.anchors[event.anchor] = path
        elif event.anchor in self.anchors:  # an anchor of a key is none that anything below could be written in
            self.found.aliases[path] = self.anchors[event.anchor]

    def end(self, event: yaml.CollectionEndEvent) -> None:
        ended = self.around.pop()
        key_span, _ = self.found.spans[ended.path]
        self.found.spans[ended.path] = (key_span, self._inside(_span(self.file, ended.start, event)))

    def _inside(self, span: Span) -> Span:
        """Return a span that ends with the file: libyaml ends a block in the line below its last, which need not be there."""
        line, column = self.last
        if span.end_line <= line:
            return span
        if span.line > line:
            return replace(span, line=line, column=column, end_line=line, end_column=column)
        return replace(span, end_line=line, end_column=column)

    def _placed(self, parent: _Collection | None, span: Span) -> tuple[KeyPath, Span]:
        if parent is None:
            return (), span
        if parent.key is not None:
            (key, key_span), parent.key = parent.key, None
            return (*parent.path, key), key_span
        parent.length += 1
        return (*parent.path, parent.length - 1), span


def span_of(file: str, event: yaml.Event) -> Span:
    """Return what `event` covers."""
    return _span(file, event, event)


def _span(file: str, first: Any, last: Any) -> Span:  # noqa: ANN401  # events; the stubs doubt that they have marks, parsed ones do
    start, end = first.start_mark, last.end_mark
    return Span(file=file, line=start.line + 1, column=start.column + 1, end_line=end.line + 1, end_column=end.column + 1)
