"""The examples of a check's documentation as specs: each a part of a platform, put onto a tiny one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tocsin.pipeline import Build, build
from tocsin.source import Document, parse

_NAMES = ("shop", "bank", "farm")
_CLUSTER = "cluster: {prometheus: {release: monitoring}}"


def compiled(specs: Iterable[str]) -> Build:
    """Compile each text as a spec file of a platform of its own, named in turn; what of a platform it lacks stands in another file."""
    return build(folders(specs))


def folders(specs: Iterable[str]) -> dict[str, dict[str, bytes]]:
    """Return the files of a platform for each text, by the platform's name."""
    return {name: _files(name, text) for name, text in zip(_NAMES, specs, strict=False)}


def file_of(number: int) -> str:
    """Return the name of the file of the platform with that number, from 0."""
    return f"specs/{_NAMES[number]}/spec.yaml"


def marked(specs: Iterable[str], mark: str) -> set[tuple[str, int, str]]:
    """Return file, line and the words after it of every line that ends in the comment `mark`; codes are parted by ` | `."""
    return {
        (file_of(number), line, code)
        for number, text in enumerate(specs)
        for line, content in enumerate(text.split("\n"), start=1)
        for found in re.findall(rf"# {mark}\b:?(.*)$", content)
        for code in found.strip().split(" | ")
    }


def _files(name: str, text: str) -> dict[str, bytes]:
    return {f"specs/{name}/base.yaml": _base(name, text).encode(), f"specs/{name}/spec.yaml": text.encode()}


def _base(name: str, text: str) -> str:
    parsed = parse(name, text.encode())
    given = parsed.value if isinstance(parsed, Document) and isinstance(parsed.value, dict) else {}
    own = given.get("platform") or {}
    usual = {"name": f"name: {name}", "namespace": f"namespace: {name}", "cluster": _CLUSTER}
    platform = ", ".join(part for key, part in usual.items() if key not in own)
    base = f"platform: {{{platform}}}\n"
    if not given.keys() & {"models", "components"}:
        base += "components: {other: {workload: {deployment: other}, scrape: {port: http}}}\n"
    return base
