"""Retraining: alerts with `action: retrain`, the routes that call a machine for them, and the schedule with the alerts on it."""

from __future__ import annotations

from tocsin.lower.retraining.reasons import asking, reasons
from tocsin.lower.retraining.routes import with_machines
from tocsin.lower.retraining.schedule import schedule_group, schedule_of
from tocsin.lower.retraining.section import metric_of

__all__ = ["asking", "metric_of", "reasons", "schedule_group", "schedule_of", "with_machines"]
