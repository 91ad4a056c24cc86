"""YAML that stands as a text in other YAML, as a file does in a ConfigMap."""

from __future__ import annotations

import re

from tocsin.source import Document, Fault, KeyPath, parse


def text_within(document: Document, text: str, at: KeyPath) -> Document | Fault:
    """Return what the text at `at` holds; its places are the file's lines where it stands on lines of its own."""
    span = document.span(at)
    header = document.text.splitlines()[span.line - 1][span.column - 1 :]
    if re.match(r"(&\S+\s+)?\|", header):
        return parse(document.file, ("\n" * span.line + text).encode())
    return parse(f"{document.file}[{at[-1]}]", text.encode())
