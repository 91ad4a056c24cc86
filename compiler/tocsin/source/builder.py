"""Plain data from YAML events, built without recursion, so that depth is a limit and not a crash."""

from __future__ import annotations

from typing import Any, Final

import yaml
from msgspec.structs import replace

from tocsin.regex import late
from tocsin.source.places import Loader, find_places, span_of
from tocsin.source.scalar import resolve_scalar
from tocsin.source.span import Fault, KeyPath, split_lines

MAX_DEPTH: Final = 64
MAX_ALIASED_NODES: Final = 100_000
MAX_NODES: Final = 120_000

_SWALLOWED: Final = late(r"[ \t]+(#[^\s#!][^\r\n]*?)(?=[ \t]+#|[ \t]*(?:[\r\n]|$))")
_KEY: Final = late(r"( *)(?:- +)*[\w.-]+:(?: |$)")

# What is being filled, from the outside in: the mapping, the list (None in a mapping), the key that waits for its value
# (None when a key comes next; a list never waits for one), the anchor, and how many nodes there were before it.
_Frame = tuple[dict[str, object], list[object] | None, str | None, str | None, int]


class RefusedError(Exception):
    """Carries a fault out of the event loop; never leaves this package."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Builder:
    """Builds the value of one text. Keys are texts, always: `1:` and `on:` are called `1` and `on`."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.loader = Loader(text)
        self.anchors: dict[str, tuple[object, int]] = {}
        self.aliased = 0

    def build(self) -> object:
        """Return the value of the only document, None when the file is empty.

        Raises:
            RefusedError: the text is YAML, but not of the kind that a spec is written in.
            yaml.YAMLError: the text is not YAML.
        """
        self.loader.get_event()  # stream start
        if self.loader.check_event(yaml.StreamEndEvent):
            return None
        self.loader.get_event()  # document start
        value = self._document()
        if not self.loader.check_event(yaml.StreamEndEvent):
            second = self.loader.peek_event()
            raise self._refused(second, "spec/several-documents", "a spec file holds one document", "move what follows into its own file")
        return value

    def _document(self) -> object:  # noqa: C901, PLR0912, PLR0915  # the hot path: a call for each event would double its time
        get_event, scalar = self.loader.get_event, resolve_scalar
        outer: list[_Frame] = []
        root: list[object] = []
        mapping: dict[str, object] = {}
        items: list[object] | None = root
        key: str | None = ""
        anchor: str | None = None
        nodes = before = 0
        while True:
            event = get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.tag is not None:
                    raise self._tagged(event)
                value: Any = event.value
                if key is not None and event.implicit[0]:
                    value = scalar(value)
                    if value is None:
                        self._check_comment(event)
                elif "\n" in value or " " in value:
                    self._check_quote(event)
                if event.anchor is not None:
                    self.anchors[event.anchor] = (value, 1)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.tag is not None:
                    raise self._tagged(event)
                if key is None:
                    raise self._complex_key(event)
                if len(outer) == MAX_DEPTH:
                    raise self._refused(event, "spec/too-deep", f"nested deeper than {MAX_DEPTH} levels", "flatten it")
                outer.append((mapping, items, key, anchor, before))
                if kind is yaml.MappingStartEvent:
                    mapping, items, key = {}, None, None
                else:
                    items, key = [], ""
                anchor, before = event.anchor, nodes
                continue
            elif kind is yaml.AliasEvent:
                if key is None:
                    raise self._complex_key(event)
                value, aliased = self._alias(event)
                nodes += aliased
            elif kind is yaml.DocumentEndEvent:
                return root[0]
            else:
                value = mapping if items is None else items
                if nodes > MAX_NODES:
                    message = f"there are more than {MAX_NODES} values"
                    raise self._refused(event, "spec/too-large", message, "split the file into several")
                if anchor is not None:
                    self.anchors[anchor] = (value, nodes - before + 1)
                mapping, items, key, anchor, before = outer.pop()
            if items is not None:
                items.append(value)
            elif key is None:
                if value == "<<" or value in mapping:
                    self._check_key(event, mapping, outer)
                key = value
                continue
            else:
                mapping[key] = value
                key = None
            nodes += 1

    def _alias(self, event: yaml.AliasEvent) -> tuple[object, int]:
        if event.anchor not in self.anchors:
            message = f"`*{event.anchor}` names no anchor above it"
            raise self._refused(event, "spec/unknown-alias", message, f"write `&{event.anchor}` before the value that is meant")
        value, nodes = self.anchors[event.anchor]
        self.aliased += nodes
        if self.aliased > MAX_ALIASED_NODES:
            message = f"aliases expand to more than {MAX_ALIASED_NODES} values"
            raise self._refused(event, "spec/alias-bomb", message, "write the values out")
        return value, nodes

    def _check_comment(self, event: yaml.ScalarEvent) -> None:
        """Refuse nothing with a comment directly behind it, `channel: #ml`: whoever leaves nothing there writes `# why`, with a blank."""
        span, index = span_of(self.file, event), event.start_mark.index if event.start_mark is not None else 0
        found = _SWALLOWED.match(self.text, index)
        if found is not None:
            start = span.column + found.start(1) - index
            span = replace(span, column=start, end_line=span.line, end_column=start + len(found[1]))
            message = "` #` begins a comment, so that there is no value"
            raise RefusedError(Fault(code="spec/value-in-comment", message=message, help=f'put it in quotes: `"{found[1]}"`', span=span))

    def _check_quote(self, event: yaml.ScalarEvent) -> None:
        """Refuse a text in quotes that goes on in keys as far out as its own: libyaml takes it, YAML does not, and nobody means it.

        See https://yaml.org/spec/1.2.2/#732-single-quoted-style on continuation lines, which are indented.
        """
        span = span_of(self.file, event)
        if event.style not in {'"', "'"} or span.line == span.end_line:
            return
        first, *below = split_lines(self.text)[span.line - 1 : span.end_line]
        indent = len(first) - len(first.lstrip(" "))
        if any(found is not None and len(found[1]) <= indent for found in map(_KEY.match, below)):
            opened = first[span.column - 1 :]
            remedy = (
                "close it where the text ends"
                if {"{", "["} & {*first[: span.column - 1]}
                else f"close it: `{opened.rstrip()}{event.style}`"
            )
            span = replace(span, end_line=span.line, end_column=span.column + 1)
            raise RefusedError(Fault(code="spec/yaml-syntax", message="the quote is not closed on its line", help=remedy, span=span))

    def _check_key(self, event: yaml.ScalarEvent, mapping: dict[str, object], outer: list[_Frame]) -> None:
        key = event.value
        if key == "<<" and event.implicit[0]:
            remedy = "use an alias of the whole value, or say once under `defaults:` what all have"
            raise self._refused(event, "spec/merge-key", "merge keys are not part of YAML 1.2", remedy)
        if key in mapping:
            # A second reading, because noting every place in the first would cost every file for the sake of the wrong ones.
            seen = find_places(self.file, self.text, until=event)
            note = ("first defined", seen.spans[*_route(outer), key][0])
            span = span_of(self.file, event)
            raise RefusedError(
                Fault(code="spec/duplicate-key", message=f"`{key}` is defined twice", help="keep one of them", span=span, note=note)
            )

    def _complex_key(self, event: yaml.Event) -> RefusedError:
        span = span_of(self.file, event)
        if split_lines(self.text)[span.line - 1][span.column - 2 : span.column] == "{{":
            return self._refused(event, "spec/complex-key", "`{{` starts a mapping in YAML", "put the whole text in quotes")
        return self._refused(event, "spec/complex-key", "a key must be a word", "write `key: value`")

    def _tagged(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> RefusedError:
        return self._refused(event, "spec/tag", f"the tag `{event.tag}` means nothing here", "write the value without a tag")

    def _refused(self, event: yaml.Event, code: str, message: str, remedy: str) -> RefusedError:
        return RefusedError(Fault(code=code, message=message, help=remedy, span=span_of(self.file, event)))


def _route(outer: list[_Frame]) -> KeyPath:
    """Return the path of what is being filled: every collection around it, but the root's holder, knows its child's place."""
    return tuple(key if items is None else len(items) for _, items, key, _, _ in outer[1:])  # type: ignore[misc]  # a mapping around has a key
