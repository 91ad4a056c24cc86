"""Rehearse the whole chain, live: exporter, Prometheus, Alertmanager and who is told, on this machine alone and in scaled time."""

from tocsin.rehearse.intent import Arrival, Intent
from tocsin.rehearse.processes import RehearsalError
from tocsin.rehearse.production import Integration, Production, Text, integrations_of
from tocsin.rehearse.rehearsal import Progress, Wanted, Watch, play_on, rehearsed
from tocsin.rehearse.result import Delivery, Played, Report
from tocsin.rehearse.scale import Scale
from tocsin.rehearse.stack import Programs, Stack

__all__ = [
    "Arrival",
    "Delivery",
    "Integration",
    "Intent",
    "Played",
    "Production",
    "Programs",
    "Progress",
    "RehearsalError",
    "Report",
    "Scale",
    "Stack",
    "Text",
    "Wanted",
    "Watch",
    "integrations_of",
    "play_on",
    "rehearsed",
]
