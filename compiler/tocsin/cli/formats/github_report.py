"""For GitHub Actions: workflow commands, which it shows as annotations of the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.cli.formats import Report
from tocsin.diagnostics import Located


def written(report: Report) -> str:
    """Return a command for each finding that is not allowed."""
    return "\n".join(_command(located) for located in report.in_repository().found)


def _command(located: Located) -> str:
    properties = ",".join(f"{key}={_escaped_property(value)}" for key, value in _properties(located))
    notes = (f"\n{message} at {place.file}:{place.line}" for message, place in located.notes)
    message = f"{located.message}\nhelp: {located.help}{''.join(notes)}" if located.help else f"{located.message}{''.join(notes)}"
    return f"::{located.severity} {properties}::{_escaped(message)}"


def _properties(located: Located) -> Iterator[tuple[str, str]]:
    span = located.span
    yield "title", located.code
    yield "file", span.file
    yield "line", str(span.line)
    yield "endLine", str(span.end_line)
    # Columns of an annotation over several lines are refused.
    if span.line == span.end_line:
        yield "col", str(span.column)
        yield "endColumn", str(span.end_column)


def _escaped(text: str) -> str:
    r"""Return the text of a command: a line break would end it.

    The rules are those of https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts

    >>> _escaped("100%\nof")
    '100%25%0Aof'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    """Return the value of a property of a command.

    >>> _escaped_property("a,b:c")
    'a%2Cb%3Ac'
    """
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
