"""Panels as JSON text: what has the same shape is built once."""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING

from tocsin import ir, promql
from tocsin.emit.grafana import json_text
from tocsin.emit.grafana.forms import form_of
from tocsin.emit.grafana.queries import asked, cloud_target, fixed_labels, reference
from tocsin.emit.grafana.scale import scale
from tocsin.emit.grafana.shapes import STATES_COLUMN, TARGETS_COLUMN, PanelShape, QueryShape
from tocsin.emit.grafana.thresholds import words_of

if TYPE_CHECKING:
    from tocsin.ir.dashboards import Shape


def panel_text(node: ir.Row | ir.Panel | ir.TextPanel, *, identity: int, place: dict[str, int], min_step: str) -> str:
    """Return the JSON of a row or a panel, all lines but the first indented to stand among the panels of a dashboard.

    `min_step` (`30s`) is the scrape interval.
    """
    shape, body, more = _read(node, min_step)
    where = [str(place[key]) for key in ("h", "w", "x", "y")]
    return form_of(shape).filled([str(identity), _quoted(node.title), *where, _quoted(body), *more])


def shape_of(node: ir.Row | ir.Panel | ir.TextPanel) -> PanelShape:
    """Return what the JSON of a row or a panel depends on besides its words."""
    return _read(node, "")[0]


_ROW, _TEXT = PanelShape("row"), PanelShape("text")


def _read(node: ir.Row | ir.Panel | ir.TextPanel, min_step: str) -> tuple[PanelShape, str, list[str]]:
    """Return a panel's shape, its body, and the words behind that."""
    match node:
        case ir.Row():
            return _ROW, "", []
        case ir.TextPanel():
            return _TEXT, node.markdown, []
        case ir.Panel():
            queries, span, unit = asked(node), node.options.get("range"), node.unit.grafana
            judged = scale(node.lines, node.shape, unit, has_states=bool(node.states))
            shape = PanelShape(
                picture=node.shape,
                queries=tuple([_shape(query, node.shape) for query in queries]),
                has_lines=judged.has_lines,
                axis=judged.axis,
                has_states=bool(node.states),
                has_range=span is not None,
                fixed=fixed_labels(queries) if node.shape == "alerts" else (),
            )
            states = json_text.items([words_of(node.states)], column=STATES_COLUMN) if node.states else ""
            words = [_quoted(unit), _quoted(min_step), _quoted(str(span)), judged.steps, states]
            for index, query in enumerate(queries):
                words += _said(query, index)
            words += judged.ends
            return shape, node.description or node.title, words


def _shape(query: ir.PromQuery | ir.CloudQuery, picture: Shape) -> QueryShape:
    legend = query.legend
    return QueryShape(
        is_cloud=isinstance(query, ir.CloudQuery),
        instant=isinstance(query, ir.PromQuery) and query.instant,
        has_unit=query.unit is not None,
        names_column=picture == "table" and legend != "" and "{{" not in legend,
    )


def _said(query: ir.PromQuery | ir.CloudQuery, index: int) -> tuple[str, str, str]:
    unit = "" if query.unit is None else _quoted(query.unit.grafana)
    if isinstance(query, ir.PromQuery):
        return _quoted(promql.to_text(query.expr)), _quoted(query.legend), unit
    return json_text.items([cloud_target(query, reference(index))], column=TARGETS_COLUMN), _quoted(query.legend), unit
