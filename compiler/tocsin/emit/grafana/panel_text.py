"""Panels as JSON text: what has the same shape is built once."""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from tocsin import ir, promql
from tocsin.emit.grafana import tables
from tocsin.emit.grafana.form import Form, mark
from tocsin.emit.grafana.panels import panel

if TYPE_CHECKING:
    from collections.abc import Hashable

_COLUMN: Final = 4
"""Where the panels of a dashboard stand in its JSON."""
_PLACE: Final = ("h", "w", "x", "y")

_FORMS: Final[dict[Hashable, Form]] = {}


def panel_text(node: ir.Row | ir.Panel | ir.TextPanel, *, identity: int, place: dict[str, Any], min_step: str) -> str:
    """Return the JSON of a row or a panel, all lines but the first indented to stand among the panels of a dashboard.

    `min_step` (`30s`) is the scrape interval.
    """
    if isinstance(node, ir.TextPanel):
        return Form.of(panel(node, identity=identity, place=place, min_step=min_step), column=_COLUMN).filled({})
    words = {"id": str(identity), "title": _quoted(node.title), **{key: str(place[key]) for key in _PLACE}}
    if isinstance(node, ir.Panel):
        words["description"] = _quoted(node.description or node.title)
        for index, query in enumerate(_queries(node)):
            if isinstance(query, ir.PromQuery):
                words[f"expr{index}"] = _quoted(promql.to_text(query.expr))
    key = _shape(node, min_step)
    form = _FORMS.get(key)
    if form is None:
        form = _FORMS[key] = _form(node, min_step)
    return form.filled(words)


def _shape(node: ir.Row | ir.Panel, min_step: str) -> Hashable:
    """Return all that the JSON of a panel depends on, besides the words that are put into it."""
    if isinstance(node, ir.Row):
        return None
    queries = tuple((query.legend, query.instant, query.unit) if isinstance(query, ir.PromQuery) else query for query in node.queries)
    options = tuple((name, repr(value)) for name, value in sorted(node.options.items()))
    asked = tuple(tables.asked_for(node)) if node.shape == "alerts" else ()
    return node.shape, node.unit, queries, node.lines, node.states, options, asked, min_step


def _form(node: ir.Row | ir.Panel, min_step: str) -> Form:
    marked = replace(node, title=mark("title"))
    if isinstance(marked, ir.Panel):
        marked = replace(marked, description=mark("description"))
    data = panel(marked, identity=0, place={key: mark(key) for key in _PLACE}, min_step=min_step)
    data["id"] = mark("id")
    for index, target in enumerate(data.get("targets", ())):
        if "expr" in target:
            target["expr"] = mark(f"expr{index}")
    return Form.of(data, column=_COLUMN)


def _queries(node: ir.Panel) -> tuple[ir.PromQuery | ir.CloudQuery, ...]:
    return tables.alert_queries(node) if node.shape == "alerts" else node.queries
