"""The stack of a rehearsal: exporter, Prometheus, Alertmanager and sink, in a folder that goes away with them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from tocsin.rehearse import overlay
from tocsin.rehearse.alertmanager_program import startable
from tocsin.rehearse.exporter import Exporter
from tocsin.rehearse.playback import World
from tocsin.rehearse.processes import HOST, free_port, get, running
from tocsin.rehearse.production import Production
from tocsin.rehearse.scale import Scale
from tocsin.rehearse.served import serving
from tocsin.rehearse.sink import Sink


class Programs(Struct, frozen=True, kw_only=True):
    """The programs that run, and Alertmanager's default templates where they are not built in."""

    prometheus: Path
    alertmanager: Path
    amtool: Path
    default_templates: Path | None


class Stack(Struct, frozen=True, kw_only=True):
    """What runs, and where."""

    exporter: Exporter
    sink: Sink
    folder: Path
    """Holds the templates as `*.tmpl`, for texts to be rendered."""
    exporter_port: int
    sink_port: int
    prometheus_port: int
    alertmanager_port: int

    @property
    def urls(self) -> dict[str, str]:
        """Return where a person looks, by what is there."""
        ports = {
            "Prometheus": self.prometheus_port,
            "Alertmanager": self.alertmanager_port,
            "notifications": self.sink_port,
            "exporter": self.exporter_port,
        }
        return {name: f"http://{HOST}:{port}" for name, port in ports.items()}

    def alerts(self) -> list[dict[str, Any]]:
        """Return the alerts that Prometheus has, pending ones too: https://prometheus.io/docs/prometheus/latest/querying/api/#alerts."""
        return list(get(self.prometheus_port, "/api/v1/alerts")["data"]["alerts"])

    def received(self) -> list[dict[str, Any]]:
        """Return the alerts that Alertmanager has, silenced ones too."""
        return list(get(self.alertmanager_port, f"/api/v2/alerts?{urlencode({'active': 'true', 'inhibited': 'true'})}"))


@contextmanager
def standing(production: Production, *, programs: Programs, scale: Scale) -> Iterator[Stack]:
    """Start the stack, and stop it whatever happens; raise RehearsalError when it does not start. It serves no series yet."""
    with ExitStack() as context:
        folder = Path(context.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-rehearsal-")))
        exporter, sink = Exporter(World(types=production.types)), Sink(production.integrations)
        exporter_port = context.enter_context(serving(get=exporter.get, post=exporter.post))
        sink_port = context.enter_context(serving(get=sink.get, post=sink.post))
        prometheus_port, alertmanager_port = free_port(), free_port()
        _write(folder, production, scale, exporter_port=exporter_port, sink_port=sink_port, alertmanager_port=alertmanager_port)
        program = startable(programs.alertmanager, folder=folder, defaults=programs.default_templates)
        context.enter_context(running(_alertmanager(program, alertmanager_port), folder=folder, port=alertmanager_port))
        context.enter_context(running(_prometheus(programs.prometheus, prometheus_port), folder=folder, port=prometheus_port))
        yield Stack(
            exporter=exporter,
            sink=sink,
            folder=folder / "templates",
            exporter_port=exporter_port,
            sink_port=sink_port,
            prometheus_port=prometheus_port,
            alertmanager_port=alertmanager_port,
        )


def _write(folder: Path, production: Production, scale: Scale, *, exporter_port: int, sink_port: int, alertmanager_port: int) -> None:
    files = {f"rules/{name}": overlay.rules(text, scale) for name, text in production.rules.items()}
    files |= {f"templates/{name}": text for name, text in production.templates.items()}
    files["prometheus.yml"] = overlay.prometheus(
        scale=scale,
        exporter=f"{HOST}:{exporter_port}",
        alertmanager=f"{HOST}:{alertmanager_port}",
        rule_files=[path for path in files if path.startswith("rules/")],
        external_labels=production.external_labels,
    )
    files["alertmanager.yml"] = overlay.alertmanager(
        production.configuration,
        integrations=production.integrations,
        scale=scale,
        sink=f"http://{HOST}:{sink_port}",
        templates="templates/*.tmpl",
    )
    (folder / "templates").mkdir()
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def _prometheus(program: Path, port: int) -> list[str]:
    # A notification is sent again while the alert fires: often, in scaled time.
    options = ("--config.file=prometheus.yml", "--storage.tsdb.path=prometheus", "--rules.alert.resend-delay=2s", "--log.level=warn")
    return [str(program), *options, f"--web.listen-address={HOST}:{port}"]


def _alertmanager(program: Path, port: int) -> list[str]:
    # Without an address for the cluster it talks to no peers, and listens nowhere else.
    options = ("--config.file=alertmanager.yml", "--storage.path=alertmanager-data", "--cluster.listen-address=", "--log.level=warn")
    return [str(program), *options, f"--web.listen-address={HOST}:{port}"]
