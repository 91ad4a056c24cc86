"""What the compiler owes whoever gives it anything: an answer, told at a place in the files, with what to type instead."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import yaml

from fuzz.guard import HangError, WriteError, guarded
from tocsin import checks, faults
from tocsin.diagnostics import Located, as_json, render
from tocsin.pipeline import Build, build
from tocsin.source import Span, split_lines

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CODE: Final = re.compile(r"[a-z]+/[-a-z0-9]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST: Final = 800
"""Of a message: more than some lines of it say nothing."""

Folders = Mapping[str, Mapping[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that the compiler must not do."""

    kind: str
    detail: str

    @property
    def key(self) -> tuple[str, str]:
        """The same for the same fault: its last lines, without what differs from one input to the next."""
        return self.kind, re.sub(r"`[^`]*`|'[^']*'|\d+", "_", self.detail.strip()[-300:])


def findings(folders: Folders, *, thorough: bool = False) -> tuple[Finding, ...]:
    """Return what is wrong with how the compiler takes `folders`; thorough: what it writes is read back, and compiled twice."""
    try:
        with guarded():
            built = build(folders)
            texts = {name: content.decode("utf-8-sig", errors="replace") for files in folders.values() for name, content in files.items()}
            shown = [render(each, texts[each.span.file]) for each in built.diagnostics if each.span.file in texts]
            as_json(built.diagnostics)
            again = build(folders) if thorough else None
    except HangError as error:
        return (Finding(kind="hang", detail=f"{error}\n{_where(error)}"),)
    except WriteError as error:
        return (Finding(kind="write", detail=f"{error}\n{_where(error)}"),)
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is a finding
        return (Finding(kind="traceback", detail=f"{_where(error)}\n{type(error).__name__}: {str(error)[:300]}"),)
    found = [finding for each in built.diagnostics for finding in _of_diagnostic(each, texts)]
    found += [Finding(kind="control", detail=text[:300]) for text in shown if _CONTROL.search(text.replace("\n", "").replace("\t", ""))]
    if bool(built.diagnostics) == bool(built.artifacts):
        found.append(
            Finding(kind="nothing", detail="neither a diagnostic nor a file" if not built.artifacts else "files in spite of mistakes")
        )
    if again is not None:
        found += _of_artifacts(built, again)
    return tuple(found)


def _where(error: BaseException) -> str:
    """Return the last calls of the compiler."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/fuzz/" not in frame.filename]
    return "\n".join(f"{frame.filename.rpartition('/tocsin/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-6:])


def _of_diagnostic(located: Located, texts: Mapping[str, str]) -> Iterator[Finding]:
    told = f"{located.code}: {located.message} | {located.help}"
    if not _CODE.fullmatch(located.code) or located.code not in _explained():
        yield Finding(kind="unexplained", detail=told)
    if not located.help.strip():
        yield Finding(kind="no remedy", detail=told)
    for text in (located.message, located.help, *(message for message, _ in located.notes)):
        if not text.strip() or _CONTROL.search(text) or len(text) > _LONGEST:
            yield Finding(kind="unreadable", detail=f"{located.code}: {text[:200]!r} ({len(text)} characters)")
    for span in (located.span, *(span for _, span in located.notes)):
        if fault := _misplaced(span, texts):
            yield Finding(kind="no place", detail=f"{fault}: {located.code} at {span}")


def _misplaced(span: Span, texts: Mapping[str, str]) -> str:
    if span.file not in texts:
        return "no such file"
    lines = _lines(texts[span.file])
    if not 1 <= span.line <= span.end_line <= len(lines):
        return "no such line"
    if not 1 <= span.column <= len(lines[span.line - 1]) + 1:
        return "no such column"
    # One character beyond: what is missing stands at the end of a line.
    if not 1 <= span.end_column <= len(lines[span.end_line - 1]) + 2 or (span.line, span.column) > (span.end_line, span.end_column):
        return "no such end"
    return ""


def _of_artifacts(built: Build, again: Build) -> Iterator[Finding]:
    if built.artifacts != again.artifacts or built.diagnostics != again.diagnostics:
        yield Finding(kind="moody", detail="a second run says something else")
    for path, text in built.artifacts.items():
        try:
            if path.endswith(".json"):
                json.loads(text)
            elif path.endswith((".yaml", ".yml")):
                list(yaml.load_all(text, Loader=_LOADER))  # the safe one
        except (ValueError, yaml.YAMLError) as error:
            yield Finding(kind="unreadable file", detail=f"{path}: {error}")


_lines = lru_cache(maxsize=8)(split_lines)


@cache
def _explained() -> frozenset[str]:
    return frozenset({*faults.explained(), *checks.explained()})
