"""Panels as JSON text: what looks the same is built once."""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted
from typing import Final

from tocsin import ir, promql
from tocsin.emit.grafana import json_text
from tocsin.emit.grafana.description import description
from tocsin.emit.grafana.forms import form_of
from tocsin.emit.grafana.layout import Place
from tocsin.emit.grafana.look import form_of_look, look_of, shape_of_look
from tocsin.emit.grafana.queries import cloud_target, reference
from tocsin.emit.grafana.rows import row_words
from tocsin.emit.grafana.shapes import TARGETS_COLUMN, PanelShape


def panel_text(node: ir.Row | ir.Panel | ir.TextPanel, *, identity: int, place: Place, min_step: str) -> str:
    """Return the JSON of a row or a panel, all lines but the first indented to stand among the panels of a dashboard.

    `min_step` (`30s`) is the scrape interval.
    """
    head = [str(identity), _quoted(node.title), str(place.h), str(place.w), str(place.x), str(place.y)]
    match node:
        case ir.Panel():
            asks = row_words(node, min_step) if "rows" in node.options else [_ask(query, index) for index, query in enumerate(node.queries)]
            links = [_quoted(str(node.options.get(each, ""))) for each in ("runbook", "dashboard")] if node.options else _NO_LINKS
            words = [*head, _quoted(description(node)), *links, *asks]
            return form_of_look(look_of(node), min_step).filled(words)
        case ir.TextPanel():
            return form_of(_TEXT).filled([*head, _quoted(node.markdown)])
        case ir.Row():
            return form_of(_ROW).filled(head)


def shape_of(node: ir.Row | ir.Panel | ir.TextPanel) -> PanelShape:
    """Return what the JSON of a row or a panel depends on besides its words."""
    if isinstance(node, ir.Panel):
        return shape_of_look(look_of(node))
    return _ROW if isinstance(node, ir.Row) else _TEXT


_NO_LINKS: Final = ("", "")
_ROW, _TEXT = PanelShape("row"), PanelShape("text")


def _ask(query: ir.PromQuery | ir.CloudQuery, index: int) -> str:
    if isinstance(query, ir.PromQuery):
        return _quoted(promql.to_text(query.expr))
    return json_text.items([cloud_target(query, reference(index))], column=TARGETS_COLUMN)
