"""Keeps secrets out of what is shown of a spec: logs of CI are read by more people than specs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tocsin.diagnostics import Located
from tocsin.source import split_lines

_ABOUT_SECRETS: Final = ("security/literal-secret", "security/credentials-in-url")


def without_secrets(texts: Mapping[str, str], found: Iterable[Located]) -> Mapping[str, str]:
    """Return the texts of files with stars in the place of each secret that a diagnostic is about.

    So that none of the others that stand on the same line shows it either. Every place stays what it is.
    """
    starred: dict[str, list[str]] = {}
    for span in (each.span for each in found if each.code in _ABOUT_SECRETS):
        lines = starred.setdefault(span.file, split_lines(texts.get(span.file, "")))
        for number in range(span.line, min(span.end_line, len(lines)) + 1):
            line = lines[number - 1]
            start = span.column - 1 if number == span.line else 0
            end = min(span.end_column - 1, len(line)) if number == span.end_line else len(line)
            lines[number - 1] = f"{line[:start]}{'*' * (end - start)}{line[end:]}"
    return {**texts, **{file: "\n".join(lines) for file, lines in starred.items()}} if starred else texts
