"""YAML text in, plain data out.

Scalars follow the YAML 1.2 core schema, with one deliberate narrowing: digits with a leading zero stay text, so that
`on`, `17:00`, `012` and dates are what their author typed. https://yaml.org/spec/1.2.2/#103-core-schema
"""

from __future__ import annotations

import re
from typing import Final

import yaml

from tocsin.source.places import Loader, places, span_of
from tocsin.source.span import Fault, Part, Route, Span

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_DEPTH: Final = 64
MAX_ALIASED_NODES: Final = 100_000

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_RADIX = re.compile(r"0(?:o[0-7]{1,20}|x[0-9a-fA-F]{1,15})")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_CONSTANTS: Final[dict[str, object]] = {"": None, "~": None} | {
    spelling: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for spelling in (word, word.capitalize(), word.upper())
}


class Document:
    """One parsed file: its plain data, and on demand the place of anything in it."""

    def __init__(self, file: str, text: str, value: object) -> None:
        self.file = file
        self.text = text
        self.value = value
        self._places: dict[Route, tuple[Span, Span]] | None = None

    def span(self, route: Route, part: Part = "value") -> Span:
        """Return where `route` stands: its deepest part that the file spells out."""
        if self._places is None:
            self._places = places(self.file, self.text)
        for length in range(len(route), -1, -1):
            place = self._places.get(route[:length])
            if place is not None:
                return place[0 if part == "key" or length < len(route) else 1]
        return Span(file=self.file, line=1, column=1, end_line=1, end_column=1)


def parse(file: str, content: bytes) -> Document | Fault:
    """Return the document in `content`, or the first fault that keeps it from being one."""
    if len(content) > MAX_BYTES:
        return _fault(file, "spec/too-large", f"the file has {len(content)} bytes, the limit is {MAX_BYTES}", "split it into several files")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        return _fault(file, "spec/not-utf8", f"byte {error.start} is not UTF-8", "save the file as UTF-8", line, column)
    try:
        return Document(file, text, _Builder(file, text).build())
    except _RefusedError as refused:
        return refused.fault
    except yaml.reader.ReaderError as error:
        position = text.encode()[: error.position].decode(errors="ignore")
        line, column = position.count("\n") + 1, len(position) - position.rfind("\n")
        return _fault(file, "spec/yaml-syntax", f"character #x{ord(text[len(position) : len(position) + 1] or '?'):04x} is not allowed", "remove it", line, column)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        return _fault(file, "spec/yaml-syntax", said, "check indentation, colons and quotes here", line, column)


class _RefusedError(Exception):
    """Carries a fault out of the event loop; never leaves this file."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class _Builder:
    """Builds plain data from YAML events without recursion, so that depth is a limit and not a crash."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.loader = Loader(text)
        self.anchors: dict[str, tuple[object, int]] = {}
        self.aliased = 0

    def build(self) -> object:
        """Return the value of the only document, None when the file is empty."""
        self.loader.get_event()  # stream start
        if self.loader.check_event(yaml.StreamEndEvent):
            return None
        self.loader.get_event()  # document start
        value = self._root()
        self.loader.get_event()  # document end
        if not self.loader.check_event(yaml.StreamEndEvent):
            raise self._refused(self.loader.peek_event(), "spec/several-documents", "a spec file holds one document", "move what follows `---` into a file of its own")
        return value

    def _root(self) -> object:
        # One frame a collection: [container, pending key, anchor, nodes so far]. A sequence has no pending key.
        stack: list[list[object]] = []
        get_event, scalar = self.loader.get_event, _scalar
        while True:
            event = get_event()
            kind = type(event)
            nodes = 1
            if kind is yaml.ScalarEvent:
                in_key = stack and type(stack[-1][0]) is dict and stack[-1][1] is None
                value: object = event.value if in_key or not event.implicit[0] else scalar(event.value)
                if event.tag is not None:
                    raise self._tagged(event)
                if event.anchor is not None:
                    self.anchors[event.anchor] = (value, 1)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.tag is not None:
                    raise self._tagged(event)
                if len(stack) >= MAX_DEPTH:
                    raise self._refused(event, "spec/too-deep", f"nested deeper than {MAX_DEPTH} levels", "flatten it")
                if stack and type(stack[-1][0]) is dict and stack[-1][1] is None:
                    raise self._refused(event, "spec/complex-key", "a key must be a word, not a collection", "write `key: value`")
                stack.append([{} if kind is yaml.MappingStartEvent else [], None, event.anchor, 1])
                continue
            elif kind is yaml.AliasEvent:
                value, nodes = self._alias(event)
            else:
                frame = stack.pop()
                value, nodes = frame[0], frame[3]  # type: ignore[assignment]  # frames are heterogeneous on purpose: this loop is the hot path
                if frame[2] is not None:
                    self.anchors[frame[2]] = (value, nodes)  # type: ignore[index]
            if not stack:
                return value
            frame = stack[-1]
            frame[3] += nodes  # type: ignore[operator]
            container = frame[0]
            if type(container) is list:
                container.append(value)
            elif frame[1] is None:
                frame[1] = self._key(event, value, container, stack)  # type: ignore[arg-type]
            else:
                container[frame[1]] = value  # type: ignore[index]
                frame[1] = None

    def _alias(self, event: yaml.AliasEvent) -> tuple[object, int]:
        if event.anchor not in self.anchors:
            raise self._refused(event, "spec/unknown-alias", f"`*{event.anchor}` names no anchor above it", f"define `&{event.anchor}` first")
        value, nodes = self.anchors[event.anchor]
        self.aliased += nodes
        if self.aliased > MAX_ALIASED_NODES:
            raise self._refused(event, "spec/alias-bomb", f"aliases expand to more than {MAX_ALIASED_NODES} values", "write the values out")
        return value, nodes

    def _key(self, event: yaml.Event, value: object, container: dict[str, object], stack: list[list[object]]) -> str:
        if not isinstance(value, str):
            raise self._refused(event, "spec/complex-key", "a key must be a word", "write `key: value`")
        if value == "<<" and event.style is None:
            raise self._refused(event, "spec/merge-key", "merge keys are not part of YAML 1.2", "use a scaling policy, a patch or an alias of the whole value")
        if value in container:
            route = _route(stack)
            raise _RefusedError(
                Fault(
                    code="spec/duplicate-key",
                    message=f"`{value}` is defined twice",
                    help="keep one of them",
                    span=span_of(self.file, event),
                    other=places(self.file, self.text, until=event.start_mark.index).get((*route, value), (None, None))[0],
                )
            )
        return value

    def _tagged(self, event: yaml.Event) -> _RefusedError:
        return self._refused(event, "spec/tag", f"the tag `{event.tag}` means nothing here", "write the value without a tag")

    def _refused(self, event: yaml.Event, code: str, message: str, remedy: str) -> _RefusedError:
        return _RefusedError(Fault(code=code, message=message, help=remedy, span=span_of(self.file, event)))


def _scalar(text: str) -> object:
    """Resolve a plain scalar by the YAML 1.2 core schema; what would become infinite stays text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return text if number in (float("inf"), float("-inf")) else number
    if _RADIX.fullmatch(text):
        return int(text, 0)
    return text


def _route(stack: list[list[object]]) -> Route:
    """Return the route of the collection being built: every frame but the last knows the key its child will get."""
    return tuple(len(frame[0]) if type(frame[0]) is list else frame[1] for frame in stack[:-1])  # type: ignore[arg-type, misc]


def _fault(file: str, code: str, message: str, remedy: str, line: int = 1, column: int = 1) -> Fault:  # noqa: PLR0913, PLR0917  # private shorthand
    return Fault(code=code, message=message, help=remedy, span=Span(file=file, line=line, column=column, end_line=line, end_column=column + 1))
