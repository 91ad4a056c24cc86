"""The section `recordings`: one rule object with the series that the platform records under names of its own."""

from __future__ import annotations

from typing import Final

from tocsin import promql
from tocsin.diagnostics import did_you_mean
from tocsin.duration import format_duration
from tocsin.ir import Recording, RuleGroup
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.scope import Scope
from tocsin.lower.subject import Subject, platform_identity
from tocsin.lower.thresholds.window import check_reading
from tocsin.measures import Age, Aggregation, Measure, Raw
from tocsin.source import KeyPath
from tocsin.spec.recordings import NamedRecording
from tocsin.units import MOMENTS

SECTION: Final = "recordings"


def recorded_groups(context: Context, subjects: tuple[Subject, ...]) -> tuple[RuleGroup, ...]:
    """Return a group for each interval that recordings ask for, in their order."""
    groups: dict[int, list[Recording]] = {}
    named = context.resolved.spec.recordings
    scope = Scope(context) if named else None
    for record, given in named.items():
        found = None if scope is None else _recording(context, scope, subjects, record, given)
        if found is not None:
            groups.setdefault(0 if given.every is None else milliseconds(given.every), []).append(found)
    return tuple(
        RuleGroup(
            name=f"{SECTION}.{format_duration(interval)}" if interval else SECTION, interval_ms=interval, rules=tuple(rules), at=(SECTION,)
        )
        for interval, rules in groups.items()
    )


def _recording(context: Context, scope: Scope, subjects: tuple[Subject, ...], record: str, given: NamedRecording) -> Recording | None:
    """Return the rule of one name; None, and a diagnostic, when it cannot be."""
    at = (SECTION, record)
    subject = _subject(context, subjects, given, at)
    expr = _value(context, scope, subjects, subject, given, at) if subject is not None or given.model is None else None
    if expr is None:
        return None
    apart = promql.output_labels(expr).only or frozenset()
    for label in sorted(apart & given.labels.keys()):
        message, remedy = f"the series are told apart by `{label}`, which would be the same for all", "remove it, or call it otherwise"
        context.findings.add("recording/label-hidden", message, remedy, at=(*at, "labels", label), part="key")
    identity = platform_identity(context.resolved) if subject is None else subject.identity
    own = {label: value for label, value in identity.items() if label not in apart}
    return Recording(record=record, expr=expr, labels={**own, **given.labels}, at=at)


def _subject(context: Context, subjects: tuple[Subject, ...], given: NamedRecording, at: KeyPath) -> Subject | None:
    found = next((subject for subject in subjects if subject.name == given.model), None)
    if found is None and given.model is not None:
        names = [subject.name for subject in subjects]
        message = f"there is no model or component `{given.model}`"
        context.findings.add("recording/unknown-model", message, did_you_mean(given.model, names), at=(*at, "model"))
    return found


def _value(
    context: Context, scope: Scope, subjects: tuple[Subject, ...], subject: Subject | None, given: NamedRecording, at: KeyPath
) -> promql.Expr | None:
    by = (given.by,) if isinstance(given.by, str) else given.by
    measure = context.metrics.bind(given.metric, subject, where=given.where, by=by, at=(*at, "metric"))
    if measure is None:
        return None
    # A window that holds samples of what is scraped most rarely holds some of all.
    rarest = subject or max((each for each in subjects if each.kind == "model"), key=context.scrape_interval_ms, default=None)
    check_reading(context, rarest, given, measure, at)
    usual_ms = context.window_ms if rarest is None else context.window_of(rarest)
    value = measure.value(
        window=usual_ms if given.over is None else milliseconds(given.over),
        aggregate=given.aggregate or _usual(measure),
        smooth=given.over is not None,
    )
    if value is None:
        message = f"`{given.metric}` has no single value"
        remedy = f"record a metric that is one value of it: `{{quantile: {{of: {given.metric}, at: 0.95}}}}`"
        context.findings.add("recording/no-value", message, remedy, at=(*at, "metric"))
    return value if subject is not None or isinstance(measure, Raw) or value is None else scope.confined(value)


def _usual(measure: Measure) -> Aggregation | None:
    """Return how several gauges become one: the mean, of times the latest."""
    if isinstance(measure, Age):
        return None
    return "max" if measure.unit.name in MOMENTS else "avg"
