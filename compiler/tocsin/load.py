"""The files of one platform in, one merged tree out, or what is wrong with the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.diagnostics import Located
from tocsin.source import Document, Fault, Origins, Route, parse
from tocsin.spec.tree import Tree

# How deep a section merges: the entries of `models` come from many files, but each entry whole from one of them.
_DEPTHS: Mapping[str, int] = {"routing": 3}
_DEPTH = 2


def load(folder: str, files: Mapping[str, bytes]) -> Tree | tuple[Located, ...]:
    """Return the merged spec of the platform in `folder`, or every fault of its `files` (name -> content)."""
    documents: dict[str, Document] = {}
    faults: list[Located] = []
    for name, content in sorted(files.items()):
        parsed = parse(name, content)
        if isinstance(parsed, Fault):
            faults.append(_located(parsed))
        elif not isinstance(parsed.value, dict):
            faults.append(_shapeless(parsed))
        else:
            documents[name] = parsed
    if faults:
        return tuple(faults)
    value: dict[str, object] = {}
    entries: dict[Route, tuple[str, Route]] = {}
    for name, document in documents.items():
        faults.extend(_merge(value, document.value, (), name, entries, documents))  # type: ignore[arg-type]  # a mapping: checked above
    return tuple(faults) or Tree(folder=folder, value=value, origins=Origins(documents, entries), files=tuple(documents))


def _merge(  # a recursion over one thing
    into: dict[str, object],
    part: dict[str, object],
    at: Route,
    file: str,
    entries: dict[Route, tuple[str, Route]],
    documents: Mapping[str, Document],
) -> Iterator[Located]:
    for key, value in part.items():
        route = (*at, key)
        shallow = len(route) < _DEPTHS.get(str(route[0]), _DEPTH)
        present = into.get(key)
        if key not in into:
            # Copied as deep as files merge, so that merging into it never changes a document.
            into[key] = {} if shallow and isinstance(value, dict) else value
            entries[route] = (file, route)
            present = into[key]
            if not (shallow and isinstance(value, dict)):
                continue
        if shallow and isinstance(value, dict) and isinstance(present, dict):
            yield from _merge(present, value, route, file, entries, documents)
        elif shallow and isinstance(value, list) and isinstance(present, list):
            into[key] = [*present, *(item for item in value if item not in present)]
        else:
            first = entries[route][0]
            yield Located(
                code="spec/duplicate-key",
                message=f"`{key}` is defined twice",
                help="keep one of them",
                span=documents[file].span(route, "key"),
                severity="error",
                notes=(("first defined", documents[first].span(route, "key")),),
            )


def _located(fault: Fault) -> Located:
    notes = () if fault.note is None else (fault.note,)
    return Located(code=fault.code, message=fault.message, help=fault.help, span=fault.span, severity="error", notes=notes)


def _shapeless(document: Document) -> Located:
    what = "is empty" if document.value is None else "is not a mapping"
    return Located(
        code="spec/not-a-spec",
        message=f"the file {what}",
        help="start with `platform:`, `models:` or another section",
        span=document.span(()),
        severity="error",
    )
