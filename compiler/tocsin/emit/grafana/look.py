"""The look of a panel: all of its JSON except texts, position and queries. A thousand models share about a hundred looks."""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING

from msgspec import Struct

from tocsin import ir
from tocsin.emit.grafana import json_text
from tocsin.emit.grafana.forms import form_of
from tocsin.emit.grafana.queries import fixed_labels
from tocsin.emit.grafana.scale import Scale, scale
from tocsin.emit.grafana.shapes import (
    COLUMNS,
    DASHBOARD,
    FIRST,
    HEAD,
    LINK,
    MIN_STEP,
    NAMES,
    RANGE,
    STATES,
    STATES_COLUMN,
    STEPS,
    TARGETS,
    UNIT,
    WORDS_COLUMN,
    PanelShape,
    QueryShape,
)
from tocsin.emit.grafana.thresholds import colour_of, words_of

if TYPE_CHECKING:
    from tocsin.emit.grafana.form import Form
    from tocsin.ir.dashboards import Shape
    from tocsin.units import Unit


class Answer(Struct, frozen=True):
    """How the answer to a query is shown."""

    is_cloud: bool
    instant: bool
    legend: str
    unit: Unit | None
    limits: str | None


class Look(Struct, frozen=True):
    """What the JSON of a panel depends on but for its words; `unit` is Grafana's name of its unit."""

    picture: Shape
    unit: str
    lines: tuple[ir.Line, ...]
    states: tuple[ir.State, ...]
    range: str | None
    answers: tuple[Answer, ...]
    fixed: tuple[str, ...]
    """The labels that the queries fix; only a panel of alerts asks."""
    has_link: bool
    rows: str
    leads: bool


def look_of(node: ir.Panel) -> Look:
    """Return the look of a panel."""
    options = node.options
    span = options.get("range")
    rows = str(options.get("rows", ""))
    return Look(
        picture=node.shape,
        unit=node.unit.grafana,
        lines=node.lines,
        states=node.states,
        range=None if span is None else str(span),
        answers=() if rows else tuple([_answer(query) for query in node.queries]),
        fixed=fixed_labels(node.queries) if node.shape == "alerts" else (),
        has_link=bool(options.get("runbook")),
        rows=rows,
        leads=bool(options.get("dashboard")),
    )


def _answer(query: ir.PromQuery | ir.CloudQuery) -> Answer:
    if isinstance(query, ir.PromQuery):
        return Answer(is_cloud=False, instant=query.instant, legend=query.legend, unit=query.unit, limits=query.limits)
    return Answer(is_cloud=True, instant=False, legend=query.legend, unit=query.unit, limits=None)


def shape_of_look(look: Look) -> PanelShape:
    """Return the shape of all panels that look like this."""
    judged = _scale(look)
    return PanelShape(
        picture=look.picture,
        queries=tuple([_shape(answer, look.picture) for answer in look.answers]),
        has_lines=judged.has_lines,
        axis=judged.axis,
        has_states=bool(look.states),
        has_range=look.range is not None,
        fixed=look.fixed,
        has_link=look.has_link,
        lowest=judged.lowest,
        rows=look.rows,
        leads=look.leads,
    )


def _shape(answer: Answer, picture: Shape) -> QueryShape:
    return QueryShape(
        is_cloud=answer.is_cloud,
        instant=answer.instant,
        has_unit=answer.unit is not None,
        names_column=picture == "table" and answer.legend != "" and "{{" not in answer.legend,
        colour="" if answer.limits is None else colour_of(answer.limits),
    )


def _scale(look: Look) -> Scale:
    return scale(look.lines, look.picture, look.unit, has_states=bool(look.states))


@lru_cache(maxsize=1024)
def form_of_look(look: Look, min_step: str) -> Form:
    """Return the form of all panels that look like this, to be filled with their heads and what they ask."""
    shape, judged = shape_of_look(look), _scale(look)
    words = {
        UNIT: _quoted(look.unit),
        MIN_STEP: _quoted(min_step),
        RANGE: _quoted(look.range or ""),
        STEPS: judged.steps,
        STATES: json_text.items([words_of(look.states)], column=WORDS_COLUMN if look.picture == "alerts" else STATES_COLUMN)
        if look.states
        else "",
        **dict(zip(shape.ends().values(), judged.ends, strict=True)),
    }
    for index, answer in enumerate(look.answers):
        words[shape.legend(index)] = _quoted(answer.legend)
        words[shape.unit(index)] = _quoted(answer.unit.grafana) if answer.unit is not None else ""
    asks = (NAMES, COLUMNS, TARGETS, FIRST) if look.rows else [shape.expr(index) for index in range(len(look.answers))]
    return form_of(shape).with_words(words, left=(*HEAD, LINK, DASHBOARD, *asks))
