"""Dashboards: their panels, with what each draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.diff.entry import Entry
from tocsin.diff.objectives import objectives
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen
from tocsin.units import show
from tocsin.wording import counted

_DRAWN: Final = frozenset({"title", "shape", "unit", "lines"})


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield the platform's dashboards, then their panels."""
    environment, meant = seen.platform.environment, objectives(seen)
    for dashboard in seen.platform.dashboards:
        of = ir.whose(dashboard.at)
        title = "" if of else dashboard.title.removesuffix(f" ({environment})")
        panels = tuple(_named(dashboard))
        names = {"panels": ", ".join(name for name, _ in panels)}
        said = counted(len(panels), "panel")
        yield "dashboards", Entry(at=dashboard.at, name=title, of=of, said=said, facts=(names, _around(dashboard)))
        for name, panel in panels:
            called = f"{title}: {name}" if title else name
            facts, because = (_drawn(panel), _besides(panel)), str(meant.get(panel.at, ""))
            yield "panels", Entry(at=panel.at, name=called, of=of, facts=facts, part=True, because=because)


def _around(dashboard: ir.Dashboard) -> dict[str, str]:
    """Return what is said of all panels: annotations and choices by their names, since one more or less moves the others."""
    marks = {
        f"annotation `{each.name}`" + (f" {field}" if field != "expr" else ""): text
        for each in dashboard.annotations
        for field, text in plain(each, without={"name"}).items()
    }
    choices = {f"choices of {each.name}": ", ".join(map(_option, each.options)) for each in dashboard.choices}
    return {**plain(dashboard, without={"rows", "annotations", "choices"}), **choices, **marks}


def _option(option: tuple[str, str]) -> str:
    shown, asked = option
    return shown if shown == asked else f"{shown} ({asked})"


def _named(dashboard: ir.Dashboard) -> Iterator[tuple[str, ir.Panel | ir.TextPanel]]:
    """Yield the panels of all rows; what has one name with others has a number too."""
    seen = Counter[str]()
    for row in dashboard.rows:
        for panel in row.panels:
            name = f"{row.title} / {panel.title or 'text'}"
            seen[name] += 1
            yield name if seen[name] == 1 else f"{name} ({seen[name]})", panel


def _drawn(panel: ir.Panel | ir.TextPanel) -> dict[str, str]:
    if isinstance(panel, ir.TextPanel):
        return {"says": panel.markdown}
    lines = (f"{line.op} {show(line.value, panel.unit)} {line.severity or '(good)'}" for line in panel.lines)
    found = {"drawn as": f"{panel.shape} in {panel.unit.name}", "lines": ", ".join(lines)}
    for number, query in enumerate(panel.queries, start=1):
        found[f"asks {number}" if number > 1 else "asks"] = ", ".join(plain(query, without={"legend", "instant", "unit"}).values())
    return found


def _besides(panel: ir.Panel | ir.TextPanel) -> dict[str, str]:
    # The alerts that watch it are told themselves.
    return plain(panel, without={*_DRAWN, "watched"})
