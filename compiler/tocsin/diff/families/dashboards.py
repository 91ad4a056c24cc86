"""Dashboards: their panels, with what each draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.conventions import WATCHED_BY
from tocsin.diff.entry import Entry, whose
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen
from tocsin.units import show

_TITLE: Final = "dashboards"
_SHOWN: Final = frozenset({"title", "shape", "unit", "lines", "queries", "draws"})


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield the platform's dashboards."""
    yield from ((_TITLE, _entry(each, seen.platform.environment)) for each in seen.platform.dashboards)


def _entry(dashboard: ir.Dashboard, environment: str) -> Entry:
    panels = {name: panel for row in dashboard.rows for name, panel in _named(row)}
    facts = {"rows": ", ".join(row.title for row in dashboard.rows), "panels": ", ".join(panels)}
    rest = {"title": dashboard.title, **plain(dashboard, without={"title", "rows"})}
    for name, panel in panels.items():
        facts |= {f"{name}: {key}": text for key, text in _drawn(panel).items()}
        rest |= {f"{name}: {key}": text for key, text in _besides(panel).items()}
    of = whose(dashboard.at)
    return Entry(
        at=dashboard.at,
        name="" if of else dashboard.title.removesuffix(f" ({environment})"),
        of=of,
        said="1 panel" if len(panels) == 1 else f"{len(panels)} panels",
        facts=facts,
        rest=rest,
    )


def _named(row: ir.Row) -> Iterator[tuple[str, ir.Panel | ir.TextPanel]]:
    """Yield the panels of a row, of several with one title also which one it is."""
    seen: dict[str, int] = {}
    for panel in row.panels:
        number = seen[panel.title] = seen.get(panel.title, 0) + 1
        yield f"{row.title} / {panel.title}" + (f" ({number})" if number > 1 else ""), panel


def _drawn(panel: ir.Panel | ir.TextPanel) -> dict[str, str]:
    if isinstance(panel, ir.TextPanel):
        return {"says": panel.markdown}
    lines = (f"{line.op} {show(line.value, panel.unit)} {line.severity or '(good)'}" for line in panel.lines)
    asks = {f"asks{f' ({number})' if number > 1 else ''}": plain(query) for number, query in enumerate(panel.queries, start=1)}
    return {
        "drawn as": f"{panel.shape} in {panel.unit.name}",
        "lines": ", ".join(lines),
        **{f"{name} {key}" if key != "expr" else name: text for name, query in asks.items() for key, text in query.items()},
    }


def _besides(panel: ir.Panel | ir.TextPanel) -> dict[str, str]:
    found = plain(panel, without=_SHOWN)
    # The alerts that watch it are told themselves.
    return {name: text.partition(WATCHED_BY)[0] if name == "description" else text for name, text in found.items()}
