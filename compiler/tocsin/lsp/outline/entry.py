"""One key, item or value of a text that may be half typed."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from tocsin.source import KeyPath, Span

Form = Literal["nothing", "text", "mapping", "list", "half"]


class Entry(Struct, kw_only=True):
    """What stands at a path. Filled while the text is read."""

    path: KeyPath
    key: Span | None = None
    """Where its key stands, quotes included; None: it is an item of a list, or the whole."""
    form: Form = "nothing"
    """`half` is a key without its colon."""
    value: Span | None = None
    """Where its text stands, quotes included; None: it has none of its own."""
    text: str = ""
    style: str = ""
    """The character that tells how the text is written: a quote, `|`, `>`, or nothing."""
    own_line: bool = False
    """Whether its text stands below its key, where a key could stand too."""

    def goes_on(self, text: str, span: Span) -> None:
        """Take a further line of its text."""
        if self.value is not None:
            self.text = f"{self.text} {text}"
            self.value = replace(self.value, end_line=span.end_line, end_column=span.end_column)
