"""Hours of more replicas, which KEDA knows: https://keda.sh/docs/2.20/scalers/cron/."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.diagnostics import Note
from tocsin.ir import Hours
from tocsin.lower.context import Context
from tocsin.lower.scaling.plan import Plan
from tocsin.spec.cron import fields


def hours_of(plan: Plan) -> Iterator[Hours]:
    """Yield the hours in which there are more replicas. What is a word for five fields is written out: KEDA reads only those."""
    for name, hours in plan.merged.hours.items():
        yield Hours(
            name=name,
            begins=fields(hours.from_),
            ends=fields(hours.until),
            timezone=hours.timezone,
            replicas=hours.replicas,
            at=plan.said("hours", name),
        )


def check_hours(context: Context, plan: Plan) -> None:
    """Say which hours would change nothing: they ask for no more replicas than there are anyway, or for more than there ever are."""
    limits = plan.merged.replicas
    if limits is None or plan.by != "keda":
        return
    for name, hours in plan.merged.hours.items():
        if limits.min < hours.replicas <= limits.max or not plan.belongs("replicas", to=("hours", name)):
            continue
        fewest = hours.replicas <= limits.min
        message = f"there are always {limits.min} replicas" if fewest else f"there are never more than {limits.max} replicas"
        remedy = f"ask for more than {limits.min}, and for {limits.max} at most"
        notes = (Note(message="which is said", at=plan.said("replicas", "min" if fewest else "max")),)
        context.findings.add("scaling/vain-hours", message, remedy, at=plan.said("hours", name, "replicas"), notes=notes)
