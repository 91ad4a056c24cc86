"""Retraining to alerts with `action: retrain`, to the routes that call a machine, and to the schedule and what watches it."""

from __future__ import annotations

from tocsin.lower.retraining.reasons import asking, reasons
from tocsin.lower.retraining.routes import with_machines
from tocsin.lower.retraining.schedule import schedule_group, schedule_of
from tocsin.lower.retraining.section import metric_of

__all__ = ["asking", "metric_of", "reasons", "schedule_group", "schedule_of", "with_machines"]
