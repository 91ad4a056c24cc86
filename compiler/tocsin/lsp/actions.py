"""What can be done about a finding: mend it where its remedy is certain, and have it explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lsprotocol import types

from tocsin import checks, faults
from tocsin.diagnostics import Located
from tocsin.diagnostics.explanation import Explanation, as_text
from tocsin.diagnostics.mend import edit_of
from tocsin.lsp.positions import Positions

EXPLAIN: Final = "tocsin.explain"
"""The command that explains the code that is its argument."""


def actions(
    found: Iterable[Located], text: str, positions: Positions, uri: str, given: types.CodeActionParams
) -> Iterator[types.CodeAction]:
    """Yield the actions for the findings about the document `text` that are in the range asked for."""
    shown = {(each.code, each.range.start.line): each for each in given.context.diagnostics}
    explained: set[str] = set()
    for located in found:
        there = positions.range(located.span)
        if there.end.line < given.range.start.line or there.start.line > given.range.end.line:
            continue
        diagnostic = shown.get((located.code, there.start.line))
        diagnostics = None if diagnostic is None else [diagnostic]
        edit = edit_of(located, text)
        if edit is not None:
            change = types.TextEdit(range=positions.range(edit.span), new_text=edit.text)
            yield types.CodeAction(
                title=f"Put {edit.text} here",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=diagnostics,
                is_preferred=True,
                edit=types.WorkspaceEdit(changes={uri: [change]}),
            )
        if located.code not in explained:
            explained.add(located.code)
            command = types.Command(title=f"Explain {located.code}", command=EXPLAIN, arguments=[located.code])
            yield types.CodeAction(title=command.title, kind=types.CodeActionKind.QuickFix, diagnostics=diagnostics, command=command)


def explain(code: str, policies: Mapping[str, Explanation]) -> str | None:
    """Return what a code means, with an example of it and one without; None when there is no such code."""
    known = {**faults.explained(), **checks.explained(), **policies}
    return as_text(known[code]) if code in known else None
