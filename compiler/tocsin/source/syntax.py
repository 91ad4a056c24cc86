"""What is wrong with a text that is not even YAML: the parser's words, at the place that an author has to change."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from tocsin.regex import late
from tocsin.source.slips import slip
from tocsin.source.span import Fault, Span, split_lines, spot

# What YAML 1.1, which the parser reads, takes for line breaks and YAML 1.2 does not: after one of them every line number
# would be another one than an editor's. https://yaml.org/spec/1.2.2/#54-line-break-characters
_FOREIGN_BREAKS: Final = late("[\x85\u2028\u2029]")

# As git leaves them: https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
_CONFLICT: Final = late(r"^<{7} (?=[\s\S]*^={7}$[\s\S]*^>{7} )", re.MULTILINE)

_UNCLOSED = "found unexpected end of stream"
_NO_COLON = "could not find expected ':'"
# With these, and at the end of the file, the parser complains where it gave up, which may be lines below what is wrong.
_BEGUN_ELSEWHERE: Final = frozenset({_UNCLOSED, _NO_COLON})
_NO_TOKEN = "found character that cannot start any token"  # noqa: S105  # a token of YAML
_REMEDIES: Final = {
    _UNCLOSED: "close the quote",
    _NO_COLON: "write `key: value`",
    _NO_TOKEN: "put the text in quotes",
    "mapping values are not allowed in this context": "put a text that holds `: ` in quotes, or indent the key like its neighbours",
    "did not find expected key": "indent the key like its neighbours, or put the whole text in quotes",
    "did not find expected '-' indicator": "indent it like the items of its list",
    "did not find expected ',' or '}'": "separate entries by `,` and close the `{`",
    "found unexpected ':'": "put the text in quotes",
    "did not find expected ',' or ']'": "separate items by `,` and close the `[`",
    "found unknown escape character": "use single quotes, or double the backslash",
    "found a tab character where an indentation space is expected": "indent with spaces",
    "found a tab character that violates indentation": "indent with spaces",
}


def not_utf8(file: str, error: UnicodeDecodeError) -> Fault:
    """Return the fault of bytes that are no UTF-8."""
    # The error counts without the byte order mark, and so do the columns.
    before = error.object[: error.start].decode()
    message = f"the byte {error.object[error.start]:#04x} is not UTF-8"
    return _fault(message, "save the file as UTF-8", _after(file, before), code="spec/not-utf8")


def foreign_break(file: str, text: str) -> Fault | None:
    """Return the fault of the first character in `text` that is a line break only for some readers, None when there is none."""
    found = None if text.isascii() else _FOREIGN_BREAKS.search(text)
    if found is None:
        return None
    message = f"the character U+{ord(found[0]):04X} ends a line for some programs and not for others"
    return _fault(message, r'remove it, or write "\N", "\L" or "\P" in double quotes', _after(file, text[: found.start()]))


def misread(file: str, text: str, error: yaml.reader.ReaderError | yaml.MarkedYAMLError) -> Fault:
    """Return the fault of a text that has a character which YAML does not allow, or that breaks the grammar."""
    if isinstance(error, yaml.reader.ReaderError):
        before = text.encode()[: error.position].decode(errors="ignore")
        return _fault(f"the character U+{ord(text[len(before)]):04X} is not allowed in YAML", "remove it", _after(file, before))
    conflict = _CONFLICT.search(text)
    if conflict is not None:
        remedy = "keep what is meant of both sides, and remove the lines of `<<<<<<<`, `=======` and `>>>>>>>`"
        return _fault("a merge left both of its sides here", remedy, _after(file, text[: conflict.start()]))
    meant = slip(file, text, error)
    if meant is not None:
        return meant
    problem, context = error.problem or "this is not YAML", error.context
    here, begun = error.problem_mark, error.context_mark
    remedy = _REMEDIES.get(problem, "check indentation, colons and quotes here")
    if problem == _NO_TOKEN and here is not None and text[here.index : here.index + 1] == "\t":
        return _fault("YAML knows no tabs in front of a line's first word", "indent with spaces", _at(file, here))
    if context is None or begun is None:
        return _fault(problem, remedy, _at(file, here))
    # A second byte order mark is a character of the text, and libyaml does not count it: the line tells that the text has ended, too.
    if problem in _BEGUN_ELSEWHERE or here is None or here.index >= len(text) or here.line >= len(split_lines(text)):
        at = _at(file, begun) if begun.index < len(text) else _after(file, text)
        return _fault(f"{problem} {context}", remedy, at)
    if here.line != begun.line:
        return _fault(problem, remedy, _at(file, here), note=(context, _at(file, begun)))
    return _fault(f"{problem} {context}", remedy, _at(file, here))


def _fault(message: str, remedy: str, span: Span, *, code: str = "spec/yaml-syntax", note: tuple[str, Span] | None = None) -> Fault:
    return Fault(code=code, message=message, help=remedy, span=span, note=note)


def _after(file: str, before: str) -> Span:
    """Return the place of the character that follows the text `before`."""
    lines = split_lines(before)
    return spot(file, len(lines), len(lines[-1]) + 1)


def _at(file: str, mark: Any) -> Span:  # noqa: ANN401  # PyYAML has two types of marks, and None where it knows no place
    return spot(file, mark.line + 1, mark.column + 1) if mark else spot(file)
