"""YAML text in, plain data out, and the only place that knows lines and columns."""

from tocsin.source.comments import Comment, comments, texts_of_several_lines
from tocsin.source.document import Document, parse, parse_several
from tocsin.source.origins import Origins
from tocsin.source.span import Fault, Key, KeyPath, Part, Span, split_lines, spot
from tocsin.source.typographic import in_typographic_quotes

__all__ = [
    "Comment",
    "Document",
    "Fault",
    "Key",
    "KeyPath",
    "Origins",
    "Part",
    "Span",
    "comments",
    "in_typographic_quotes",
    "parse",
    "parse_several",
    "split_lines",
    "spot",
    "texts_of_several_lines",
]
