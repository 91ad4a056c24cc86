"""The forms of shapes: usual ones come with the compiler, because grafanalib, which makes all of them, takes 100 ms to import."""

from __future__ import annotations

from functools import cache
from typing import Final

import msgspec

from tocsin.emit.grafana.form import Form
from tocsin.emit.grafana.shapes import DashboardShape, PanelShape
from tocsin.folders import DATA

FILE: Final = "emit/grafana/forms.json"


def form_of(shape: PanelShape | DashboardShape) -> Form:
    """Return the form of a shape, a panel's as it stands among the panels of a dashboard."""
    known = _known()
    form = known.get(shape)
    if form is None:
        form = known[shape] = made(shape)
    return form


def made(shape: PanelShape | DashboardShape) -> Form:
    """Return what grafanalib makes of a shape."""
    from tocsin.emit.grafana import dashboard_form, panels  # noqa: PLC0415  # they import grafanalib

    return panels.form_of(shape) if isinstance(shape, PanelShape) else dashboard_form.form_of(shape)


class _Forms(msgspec.Struct, frozen=True):
    dashboards: list[tuple[DashboardShape, Form]]
    panels: list[tuple[PanelShape, Form]]


def shipped() -> dict[PanelShape | DashboardShape, Form]:
    """Return the forms that come with the compiler."""
    kept = msgspec.json.decode((DATA / FILE).read_bytes(), type=_Forms)
    return {**dict(kept.dashboards), **dict(kept.panels)}


_known: Final = cache(shipped)
