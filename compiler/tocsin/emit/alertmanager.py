"""Alertmanager's configuration as files: what amtool checks, and what is deployed where the delivery is `file`."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.routing.configuration import configuration
from tocsin.routing.template_file import TEMPLATE_FILE, template_text
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `alertmanager/alertmanager.yaml` and the notification templates beside it, whatever the delivery.

    Alertmanager and amtool resolve the templates relative to the configuration file.
    """
    routing = platform.routing
    if routing is None:
        return
    text = dumps(configuration(platform, routing, templates="templates/*.tmpl"), header=header(routing.sources))
    yield Artifact("alertmanager/alertmanager.yaml", text)
    yield Artifact(f"alertmanager/templates/{TEMPLATE_FILE}", template_text(routing))
