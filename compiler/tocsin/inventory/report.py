"""The list of alerts for people: as columns for a terminal, and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from tocsin.diagnostics import legible
from tocsin.inventory import Listed
from tocsin.wording import and_more, counted, listed

_NAMED: Final = 3
"""Of so many models the names are told."""
_COUNTED: Final = 10
"""Of so many receivers it is said how many alerts they are told of."""
_TITLES: Final = ("severity", "alert", "of", "when", "for", "told")
_Row: TypeAlias = tuple[str, ...]


def text(found: Sequence[Listed]) -> str:
    """Return the alerts in columns, those that only differ in whose they are in one line, and how many there are in the last one."""
    lines: list[str] = []
    for heading, rows in _platforms(found):
        widths = [max(len(row[column]) for row in rows) for column in range(len(_TITLES))]
        lines.append(heading)
        lines += ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, _sum(found)])


def markdown(found: Sequence[Listed]) -> str:
    """Return the alerts as tables of GitHub's Markdown, and how many there are in the first line."""
    lines = [_sum(found)]
    for heading, rows in _platforms(found):
        lines += ["", f"### {_cell(heading)}", "", _line(_TITLES), _line("---" for _ in _TITLES), *map(_line, rows)]
    return "\n".join(lines)


def _platforms(found: Iterable[Listed]) -> Iterator[tuple[str, tuple[_Row, ...]]]:
    """Yield the rows of each platform with a heading; environments with the same rows stand together."""
    alike: dict[tuple[str, tuple[_Row, ...]], list[str]] = {}
    for (platform, environment), alerts in groupby(found, key=lambda each: (each.platform, each.environment)):
        alike.setdefault((platform, tuple(_rows(alerts))), []).append(environment)
    for (platform, rows), environments in alike.items():
        yield f"{platform} in {listed(environments)}", rows


def _rows(alerts: Iterable[Listed]) -> Iterator[_Row]:
    whose: dict[_Row, dict[str, None]] = {}
    for each in alerts:
        name = f"{each.alert} ({', '.join(each.windows)})" if each.windows else each.alert
        said = (each.severity, name, each.when, "at once" if each.wait == "0s" else each.wait, each.told)
        whose.setdefault(tuple(legible(" ".join(cell.split())) for cell in said), {})[each.of or each.platform] = None
    for (severity, name, when, wait, told), names in whose.items():
        of = ", ".join([*names][:_NAMED]) + and_more(len(names) - _NAMED)
        yield severity, name, of, when, wait, told


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")


def _sum(found: Sequence[Listed]) -> str:
    severities = Counter(each.severity for each in found)
    receivers = Counter(receiver for each in found for receiver in each.whom)
    parts = [f"{what}: {_most(counts)}" for what, counts in (("by severity", severities), ("told", receivers)) if counts]
    return "; ".join([counted(len(found), "alert"), *parts])


def _most(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.most_common(_COUNTED)) + and_more(len(counts) - _COUNTED)
