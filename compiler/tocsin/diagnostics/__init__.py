"""Diagnostics: what is wrong with a spec, where, and what to type instead. Values, never exceptions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal, Self

from msgspec import Struct, to_builtins
from msgspec.structs import force_setattr

from tocsin.diagnostics.nearest import closest, one_slip
from tocsin.regex import late
from tocsin.source import KeyPath, Part, Span, split_lines

Severity = Literal["error", "warning"]


class Note(Struct, frozen=True, kw_only=True):
    """A second place that explains the first."""

    message: str
    at: KeyPath | Span


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One mistake. `at` is a path of keys into the spec, which the loader's origins turn into a Span, or a Span already.

    `code` is `<group>/<fault>`; names in `message` stand in backticks; `help` says what to type.
    """

    code: str
    message: str
    help: str
    at: KeyPath | Span
    part: Part = "value"
    severity: Severity = "error"
    notes: tuple[Note, ...] = ()
    within: tuple[int, int] | None = None
    """Which characters of the text at `at` are meant, from the first to before the last; None: all."""


class Findings:
    """Collects what a pass finds wrong, so that it can go on and find the rest."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def add(
        self,
        code: str,
        message: str,
        remedy: str,
        *,
        at: KeyPath,
        part: Part = "value",
        notes: tuple[Note, ...] = (),
        within: tuple[int, int] | None = None,
    ) -> None:
        """Note one mistake at `at`, or at the characters `within` the text there."""
        self.diagnostics.append(Diagnostic(code=code, message=message, help=remedy, at=at, part=part, notes=notes, within=within))


class Located(Struct, frozen=True, kw_only=True):
    """A diagnostic whose place in the files is known.

    What it quotes of a file is made `legible`: terminals, logs and editors show one line, and obey no character of it.
    """

    code: str
    message: str
    help: str
    span: Span
    severity: Severity
    notes: tuple[tuple[str, Span], ...] = ()

    def __post_init__(self) -> None:
        force_setattr(self, "message", legible(self.message))
        remedy = self.help
        said = legible(remedy)
        force_setattr(self, "help", Remedy(said, given=remedy.given, instead=remedy.instead) if isinstance(remedy, Remedy) else said)
        if self.notes:
            force_setattr(self, "notes", tuple((legible(message), span) for message, span in self.notes))

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Reading order."""
        return (self.span.file, self.span.line, self.span.column, self.code, self.message)


class Remedy(str):
    """A help line that leaves no choice: `given`, as it stands in the file, has to be `instead`.

    Without `given` whatever stands there has to be in quotes.
    """

    __slots__ = ("given", "instead")

    given: str | None
    instead: str

    def __new__(cls, text: str, *, given: str | None = None, instead: str = "") -> Self:
        """Return the text with what it says."""
        remedy = super().__new__(cls, text)
        remedy.given, remedy.instead = given, instead
        return remedy


def did_you_mean(word: str, known: Iterable[str], *, define: str = "") -> str:
    """Return the help line for a word that is none of `known`; a `Remedy` when it can only be one slip away from one of them.

    `define` is how one is defined, where there is none yet or where they are too many to be shown.

    >>> did_you_mean("thresold", ["thresholds", "scaling"])
    'did you mean `thresholds`?'
    >>> did_you_mean("scalling", ["thresholds", "scaling"]).instead
    'scaling'
    >>> did_you_mean("nights", [], define="intervals: {nights: [...]}")
    'define it: `intervals: {nights: [...]}`'
    >>> did_you_mean("x", map(str, range(100)), define="metrics: {x: ...}")
    'define it: `metrics: {x: ...}`'
    """
    choices = sorted(known)
    close = closest(word, choices)
    if close is not None:
        said = f"did you mean `{close}`?"
        return Remedy(said, given=word, instead=close) if [each for each in choices if one_slip(word, each)] == [close] else said
    if not choices or (define and len(choices) > _SHOWN):
        return f"define it: `{define}`" if define else "nothing is defined that could be named here"
    shown = ", ".join(f"`{choice}`" for choice in choices[:_SHOWN])
    return f"one of {shown}" + (f" and {len(choices) - _SHOWN} more" if len(choices) > _SHOWN else "")


_SHOWN: Final = 15


def render(located: Located, text: str) -> str:
    """Return a diagnostic as a person reads it, with its line of `text` and a caret under the place.

    `text` is the content of the file that the diagnostic is about.
    """
    span = located.span
    lines = _lines(text)
    gutter = " " * len(str(span.line))
    out = [f"{located.severity}[{located.code}]: {located.message}", f"{gutter}--> {span.file}:{span.line}:{span.column}"]
    if 1 <= span.line <= len(lines):
        line, carets = _underlined(located, lines[span.line - 1])
        out += [f"{gutter} |", f"{span.line} | {line}", f"{gutter} | {carets}"]
    if located.help:
        out.append(f"{gutter} = help: {located.help}")
    out.extend(f"{gutter} = note: {message} at {place.file}:{place.line}:{place.column}" for message, place in located.notes)
    return "\n".join(out)


_lines = lru_cache(maxsize=8)(split_lines)  # a file with a thousand mistakes is split once
_WIDEST: Final = 500
_BEFORE: Final = 80


def _underlined(located: Located, line: str) -> tuple[str, str]:
    """Return the line and the carets below its place; of a line that no terminal shows, what is around the place."""
    span = located.span
    end = span.end_column if span.end_line == span.line else len(line.rstrip()) + 1
    width = max(1, min(end, len(line) + 1) - span.column)
    start = span.column - 1
    if len(line) > _WIDEST:
        first = max(0, start - _BEFORE)
        before, after = "…" if first else "", "…" if first + _WIDEST < len(line) else ""
        line = f"{before}{line[first : first + _WIDEST]}{after}"
        start += len(before) - first
        width = min(width, len(line) - len(after) - start) or 1
    # A tab is one column of the file, so the caret line repeats the tabs before it.
    indent = "".join("\t" if character == "\t" else " " for character in line[:start])
    return _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", line), f"{indent}{'^' * width}"


# What a terminal obeys or does not show: controls, separators, and what turns the direction of writing.
_CONTROL: Final = late("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_INVISIBLE: Final = late("[\x00-\x08\n-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")  # but tabs
_QUOTED: Final = late(r"(`[^`]{0,119}`)|`[^`]*`|\S{200,}")  # the short ones, too: what is between two is not quoted
_QUOTE: Final = 60
_MESSAGE: Final = 2000


def legible(text: str) -> str:
    r"""Return a message with what it quotes cut to what says enough, and without characters that do something to whoever shows it.

    >>> legible("`a\x1b[31m\nb` is no name")
    '`a\\x1b[31m\\nb` is no name'
    >>> legible(f"`{'a' * 5000}` is no name")
    '`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…` is no name'
    """
    if len(text) > _QUOTE * 2:
        text = _QUOTED.sub(lambda quoted: quoted[1] or f"{quoted[0][: _QUOTE + 1]}…{quoted[0][-1]}", text)
        text = text if len(text) <= _MESSAGE else f"{text[:_MESSAGE]}…"
    return text if text.isprintable() else _CONTROL.sub(lambda character: character[0].encode("unicode_escape").decode(), text)


def as_json(diagnostics: Iterable[Located]) -> str:
    """Return diagnostics as a JSON list, one object each, for tools."""
    return json.dumps(to_builtins(tuple(diagnostics), enc_hook=str), indent=2, ensure_ascii=False)
