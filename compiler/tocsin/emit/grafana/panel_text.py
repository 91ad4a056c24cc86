"""Panels as JSON text: what has the same shape is built once."""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from tocsin import ir, promql
from tocsin.emit.grafana import tables
from tocsin.emit.grafana.form import Form, mark
from tocsin.emit.grafana.panels import panel

if TYPE_CHECKING:
    from collections.abc import Hashable

_COLUMN: Final = 4
"""Where the panels of a dashboard stand in its JSON."""
_ID, _TITLE, _BODY, _EXPRS = 0, 1, 6, 7
_PLACE: Final = {"h": 2, "w": 3, "x": 4, "y": 5}
"""The numbers of a panel's words; its body is the description or the Markdown, and the expressions are the last."""

_FORMS: Final[dict[Hashable, Form]] = {}


def panel_text(node: ir.Row | ir.Panel | ir.TextPanel, *, identity: int, place: dict[str, int], min_step: str) -> str:
    """Return the JSON of a row or a panel, all lines but the first indented to stand among the panels of a dashboard.

    `min_step` (`30s`) is the scrape interval.
    """
    words = [str(identity), _quoted(node.title), *[str(place[key]) for key in _PLACE], _quoted(_body(node))]
    if isinstance(node, ir.Panel):
        words += [_quoted(promql.to_text(query.expr)) if isinstance(query, ir.PromQuery) else "" for query in _queries(node)]
    key = _shape(node, min_step)
    form = _FORMS.get(key)
    if form is None:
        form = _FORMS[key] = _form(node, min_step)
    return form.filled(words)


def _body(node: ir.Row | ir.Panel | ir.TextPanel) -> str:
    match node:
        case ir.Panel():
            return node.description or node.title
        case ir.TextPanel():
            return node.markdown
        case ir.Row():
            return ""


def _shape(node: ir.Row | ir.Panel | ir.TextPanel, min_step: str) -> Hashable:
    """Return all that the JSON of a panel depends on, besides the words that are put into it."""
    if not isinstance(node, ir.Panel):
        return type(node)
    queries = tuple([(query.legend, query.instant, query.unit) if isinstance(query, ir.PromQuery) else query for query in node.queries])
    asked = tuple(tables.asked_for(node)) if node.shape == "alerts" else ()
    return node.shape, node.unit, queries, node.lines, node.states, node.options.get("range"), asked, min_step


def _form(node: ir.Row | ir.Panel | ir.TextPanel, min_step: str) -> Form:
    marked: ir.Row | ir.Panel | ir.TextPanel = replace(node, title=mark(_TITLE))
    match marked:
        case ir.Panel():
            marked = replace(marked, description=mark(_BODY))
        case ir.TextPanel():
            marked = replace(marked, markdown=mark(_BODY))
        case ir.Row():
            pass
    data = panel(marked, identity=0, place={key: mark(index) for key, index in _PLACE.items()}, min_step=min_step)
    data["id"] = mark(_ID)
    for index, target in enumerate(data.get("targets", ()), start=_EXPRS):
        if "expr" in target:
            target["expr"] = mark(index)
    return Form.of(data, column=_COLUMN)


def _queries(node: ir.Panel) -> tuple[ir.PromQuery | ir.CloudQuery, ...]:
    return tables.alert_queries(node) if node.shape == "alerts" else node.queries
