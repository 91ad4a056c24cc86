"""The span of every key and value of a text: computed only for a file that something has to be said about."""

from __future__ import annotations

import yaml

from tocsin.source.span import Route, Span

# Parsing in C is ten times as fast; the pure-Python loader reads the same language where the C library is missing.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def places(file: str, text: str, until: int | None = None) -> dict[Route, tuple[Span, Span]]:
    """Return the spans of key and value of every route, reading events up to the character `until`."""
    found: dict[Route, tuple[Span, Span]] = {}
    stack: list[list[object]] = []  # one frame a collection: [route, key span, is a mapping, next index, pending key]
    for event in yaml.parse(text, Loader=Loader):
        if until is not None and event.start_mark.index >= until:
            break
        if isinstance(event, yaml.CollectionEndEvent):
            frame = stack.pop()
            start = found[frame[0]][1]  # type: ignore[index]
            found[frame[0]] = (found[frame[0]][0], _until(start, event))  # type: ignore[index]
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        span = span_of(file, event)
        key_span = span
        route: Route = ()
        if stack:
            parent = stack[-1]
            if parent[2] and parent[4] is None:
                parent[1], parent[4] = span, getattr(event, "value", "")
                continue
            if parent[2]:
                route, key_span, parent[4] = (*parent[0], parent[4]), parent[1], None  # type: ignore[misc, assignment]
            else:
                route = (*parent[0], parent[3])  # type: ignore[misc]
                parent[3] += 1  # type: ignore[operator]
        found.setdefault(route, (key_span, span))
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append([route, key_span, isinstance(event, yaml.MappingStartEvent), 0, None])
    return found


def span_of(file: str, event: yaml.Event) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(file=file, line=start.line + 1, column=start.column + 1, end_line=end.line + 1, end_column=end.column + 1)


def _until(start: Span, event: yaml.Event) -> Span:
    return Span(file=start.file, line=start.line, column=start.column, end_line=event.end_mark.line + 1, end_column=event.end_mark.column + 1)
