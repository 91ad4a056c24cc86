"""YAML text in, plain data out, and the only place that knows lines and columns."""

from tocsin.source.document import Document, parse, parse_several
from tocsin.source.origins import Origins
from tocsin.source.span import Fault, Key, Part, Route, Span, split_lines

__all__ = ["Document", "Fault", "Key", "Origins", "Part", "Route", "Span", "parse", "parse_several", "split_lines"]
