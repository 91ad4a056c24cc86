"""The page of an alert's name, composed of an entry for each alert that has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tocsin.artifact import Advice
from tocsin.artifact import RunbookEntry as Entry
from tocsin.conventions import header


def page(entries: Sequence[Entry]) -> str:
    """Return the page of alerts of one name, the first of which has said what it asks."""
    sources = tuple(sorted({source for entry in entries for source in entry.sources}))
    return "\n\n".join([f"<!-- {header(sources)} -->", f"# {entries[0].alert}", *_parts(entries)]) + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table of rows, each once."""
    lines = [head, ("---",) * len(head), *dict.fromkeys(rows)]
    return "\n".join([f"| {' | '.join([cell.replace('|', _BAR) for cell in line])} |" for line in lines])


_BAR: Final = r"\|"


def _parts(entries: Sequence[Entry]) -> Iterator[str]:
    guides: dict[Advice | None, list[Entry]] = {}
    for entry in entries:
        guides.setdefault(entry.guide, []).append(entry)
    for guide, those in guides.items():
        who = "" if len(guides) == 1 else f"{', '.join(_subjects(those))}: "
        yield who + ((guide.meaning if guide is not None else None) or those[0].sentence)
    yield "## When it fires"
    yield _firing(entries)
    yield f"It says, for example:\n\n> {entries[0].asked[0]}"
    yield "## Look here first"
    yield _list(dict.fromkeys(place for entry in entries for place in entry.places))
    for guide, those in guides.items():
        who = "" if len(guides) == 1 else f" ({', '.join(_subjects(those))})"
        yield from _advice(guide, who, rollouts=all(entry.rollouts for entry in those))
    questions: dict[str, list[Entry]] = {}
    for entry in entries:
        questions.setdefault(entry.question, []).append(entry)
    yield "## What is asked"
    for those in questions.values():
        yield from _asked(those, alone=len(questions) == 1)
    yield "## Metrics"
    yield _joined(those[0].asked[2] for those in questions.values())


def _firing(entries: Sequence[Entry]) -> str:
    """Return the table of when which alert fires; what silences one would be a column of nothing where none is."""
    head = ("who", "severity", "when", "for", "told")
    if not any(entry.silencing for entry in entries):
        return table(head, (entry.row for entry in entries))
    return table((*head, "silent while"), ((*entry.row, ", ".join(entry.silencing)) for entry in entries))


def _asked(entries: Sequence[Entry], *, alone: bool) -> Iterator[str]:
    """Yield what the first of the entries with one question asks; `alone` when all entries of the page have it."""
    who = ", ".join(_subjects(entries))
    if not alone:
        yield f"{who}, {entries[0].row[2]}:"
    yield entries[0].asked[1]
    if len(entries) > 1:
        yield f"The others {'' if alone else f'of {who} '}in the table ask the same with their own limits, windows and labels."


def _joined(tables: Iterable[str]) -> str:
    """Return tables with one head as one, each row once."""
    return "\n".join(dict.fromkeys(line for each in tables for line in each.splitlines()))


def _advice(guide: Advice | None, who: str, *, rollouts: bool) -> Iterator[str]:
    causes, actions = (guide.causes, guide.actions) if guide is not None else ((), ())
    if causes:
        yield f"## Possible causes{who}"
        yield _list(causes)
    yield f"## What to do{who}"
    yield "\n".join(f"{number}. {action}" for number, action in enumerate(actions or (_MARKED if rollouts else _SINCE, *_ANYWAY), start=1))


_MARKED: Final = (
    "See on the panel since when it is so: rollouts are marked there. Undo first what came with one, and explain it afterwards."
)
_SINCE: Final = "See on the panel since when it is so, and what was rolled out or changed then. Undo that first, and explain it afterwards."
_ANYWAY: Final = (
    "See what else fires of the same model or component: one alert is often the cause of another.",
    "Write here what has helped: `guide: {causes: [...], actions: [...]}` in the spec. Nobody has so far.",
)
"""What can be said of an alert that nobody has said anything of."""


def _subjects(entries: Iterable[Entry]) -> list[str]:
    return list(dict.fromkeys(entry.subject for entry in entries))


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
