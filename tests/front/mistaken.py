"""Specs with mistakes in them: what each line is expected to be told, next to it.

A case is a file of `cases/`: its first line says as a sentence why it is there, a line `--- file: name.yaml` starts each further spec, of
another platform `../search/spec.yaml`, and `../common.yaml` what they have in common.
`# error: <code>` at the end of a line, optionally with `at <column>` and `help: <text>`, expects a diagnostic there; where nothing can be
appended, `# error below: …` stands on the line above. Several are joined by ` | `.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path

from tocsin.diagnostics import Located, render
from tocsin.pipeline import build

CASES = Path(__file__).parent / "cases"
_FILE = re.compile(r"^--- file: (\S+)$", re.MULTILINE)
_COMMENT = re.compile(r"# error( below)?: (.+)$")
_EXPECTED = re.compile(r"(?P<code>[a-z]+/[-a-z0-9]+)(?: at (?P<column>\d+))?(?: help: (?P<help>.+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a line is expected to be told."""

    file: str
    line: int
    code: str
    column: int | None
    help: str | None


def files(case: str) -> dict[str, bytes]:
    """Return the spec files of a case by their names."""
    text = (CASES / f"{case}.yaml").read_text(encoding="utf-8")
    first, *parts = _FILE.split(text)
    named = dict(zip(parts[::2], (part.removeprefix("\n") for part in parts[1::2]), strict=True))
    return {normpath(f"specs/shop/{name}"): content.encode() for name, content in {"spec.yaml": first, **named}.items()}


def expected(specs: dict[str, bytes]) -> Iterator[Expected]:
    """Yield what the comments of a case expect."""
    for file, content in specs.items():
        for number, line in enumerate(content.decode().split("\n"), start=1):
            comment = _COMMENT.search(line)
            if comment is None:
                continue
            for one in comment[2].split(" | "):
                match = _EXPECTED.fullmatch(one)
                assert match, f"{file}:{number}: cannot read the expectation {one!r}"
                column = int(match["column"]) if match["column"] else None
                yield Expected(file=file, line=number + bool(comment[1]), code=match["code"], column=column, help=match["help"])


def told(specs: dict[str, bytes]) -> tuple[Located, ...]:
    """Return what the compiler tells about a case."""
    folders: dict[str, dict[str, bytes]] = {}
    for name, content in specs.items():
        folders.setdefault(name.split("/")[1], {})[name] = content
    return build(folders).diagnostics


def report(diagnostics: tuple[Located, ...], specs: dict[str, bytes]) -> str:
    """Return the diagnostics as a person reads them."""
    return "\n\n".join(render(each, specs[each.span.file].decode("utf-8-sig", errors="replace")) for each in diagnostics)
