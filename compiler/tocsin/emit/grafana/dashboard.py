"""A whole dashboard as JSON text."""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted

from tocsin import ir, promql
from tocsin.emit.grafana.forms import form_of
from tocsin.emit.grafana.layout import places
from tocsin.emit.grafana.panel_text import panel_text
from tocsin.emit.grafana.shapes import DashboardShape


def dashboard_text(node: ir.Dashboard, *, platform: str, environment: str, min_step: str) -> str:
    """Return the dashboard's JSON; `min_step` (`30s`) is the scrape interval, `platform` and `environment` are the tags that all share."""
    panels = [
        panel_text(part, identity=identity, place=place, min_step=min_step)
        for identity, (part, place) in enumerate(places(node.rows), start=1)
    ]
    tags = ",\n    ".join(map(_quoted, dict.fromkeys((*node.tags, platform))))
    words = [node.uid, node.title, node.description, node.refresh, node.time_from, f"{platform} dashboards", platform, environment]
    for annotation in node.annotations:
        words += (annotation.name, promql.to_text(annotation.expr), annotation.title, annotation.text, ",".join(annotation.tags))
    words += map(_listed, node.choices)
    listed = f"[\n    {f',{chr(10)}    '.join(panels)}\n  ]" if panels else "[]"
    return form_of(shape_of(node)).filled([listed, tags, *map(_quoted, words)]) + "\n"


def shape_of(node: ir.Dashboard) -> DashboardShape:
    """Return what the JSON of a dashboard depends on besides its words."""
    kinds = {type(query) for panel in node.panels for query in panel.queries}
    names = tuple(choice.name for choice in node.choices)
    return DashboardShape(annotations=len(node.annotations), asks_cloud=ir.CloudQuery in kinds, choices=names)


def _listed(choice: ir.Choice) -> str:
    """Return the options as Grafana reads them, `text : value`, a comma between two and before one a backslash.

    https://grafana.com/docs/grafana/latest/dashboards/variables/add-template-variables/#add-a-custom-variable
    """
    return ", ".join(f"{text} : {value}".replace(",", r"\,") for text, value in choice.options)
