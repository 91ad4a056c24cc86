"""What a table with a row for each model asks, and what its columns mean: as words of one form, for what is asked differs everywhere."""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted
from typing import Any, Final

from tocsin import conventions, ir, promql
from tocsin.emit.grafana import json_text
from tocsin.emit.grafana.queries import PROMETHEUS, reference
from tocsin.emit.grafana.shapes import COLUMNS_COLUMN, NAMES_COLUMN, TARGETS_COLUMN
from tocsin.emit.grafana.thresholds import drawable, steps, words_of

HEADS: Final = {conventions.MODEL_LABEL: "Model", conventions.SUBJECT_LABEL: "Component"}
"""What the column is called that has the names of rows, by the label that it shows."""


_WORD: Final = 110
"""Pixels of a column of words: else half a screen of red would stand beside a name, and its number at the other end."""


def row_words(node: ir.Panel, min_step: str) -> list[str]:
    """Return, as JSON, what columns are called, what is special about each, what is asked every `min_step`, and what it is sorted by."""
    queries = [query for query in node.queries if isinstance(query, ir.PromQuery)]
    label = str(node.options["rows"])
    names = {label: HEADS[label], **{f"Value #{reference(index)}": query.legend for index, query in enumerate(queries)}}
    targets = [_target(query, index, min_step) for index, query in enumerate(queries)]
    return [
        json_text.items([names], column=NAMES_COLUMN),
        json_text.items([column for query in queries if (column := _column(query))["properties"]], column=COLUMNS_COLUMN),
        json_text.items(targets, column=TARGETS_COLUMN),
        _quoted(queries[0].legend),
    ]


def _column(query: ir.PromQuery) -> dict[str, Any]:
    """Return what is special about the column of a query. Not by its reference: what is merged has none any more."""
    column = query.column or ir.Column()
    properties: list[dict[str, Any]] = [] if query.unit is None else [{"id": "unit", "value": query.unit.grafana}]
    if column.states:
        properties.append({"id": "mappings", "value": [words_of(column.states)]})
    if column.lines:
        judged = steps(drawable(column.lines), otherwise="green")
        properties.append({"id": "thresholds", "value": {"mode": "absolute", "steps": judged}})
    if column.nothing:
        properties.append({"id": "noValue", "value": column.nothing})
    if column.short:
        properties.append({"id": "custom.width", "value": _WORD})
    if column.states or column.lines:
        # The background of an empty cell has the colour of the least value, which may be the worst.
        cells = {"type": "color-background", "mode": "basic"} if column.nothing else {"type": "color-text"}
        properties.append({"id": "custom.cellOptions", "value": cells})
    return {"matcher": {"id": "byName", "options": query.legend}, "properties": properties}


def _target(query: ir.PromQuery, index: int, min_step: str) -> dict[str, Any]:
    return {
        "refId": reference(index),
        "datasource": PROMETHEUS,
        "expr": promql.to_text(query.expr),
        "format": "table",
        "legendFormat": query.legend,
        "interval": min_step,
        "instant": True,
        "range": False,
        "editorMode": "code",
    }
