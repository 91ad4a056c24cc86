"""What asks for a training: thresholds that get the label `action: retrain`, the age of the model, and enough new samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from tocsin.conventions import ACTION_LABEL
from tocsin.diagnostics import did_you_mean
from tocsin.ir import Alert
from tocsin.lower.context import Context
from tocsin.lower.retraining.section import retraining_of
from tocsin.lower.subject import Subject
from tocsin.lower.thresholds import Watched
from tocsin.lower.thresholds.lowering import Lowering
from tocsin.measures import Series, is_counted
from tocsin.source import KeyPath, Part
from tocsin.spec.retraining import ACTION, When
from tocsin.threshold import Threshold
from tocsin.thresholds import absent, stale, static


def asking(context: Context, subject: Subject, watched: Watched) -> Watched:
    """Return the alerts of a threshold, those that `performance` names with the label for the machine.

    A severity stands for itself and all graver ones: while a graver alert fires, it inhibits the lesser. That nothing is known of a metric
    is no reason to train, so the alert for a missing series never gets the label.
    """
    section = retraining_of(subject)
    if section is None or section.when is None or not watched.alerts:
        return watched
    name, steps = str(watched.alerts[0].at[-1]), _steps(section.when)
    if name not in steps:
        return watched
    rank = context.platform.severities.index
    least = steps[name]
    if least is not None and least not in context.platform.severities:  # `reasons` says it
        return watched
    alerts = [_labelled(alert) if least is None or rank(alert.severity) >= rank(least) else alert for alert in watched.alerts]
    return replace(watched, alerts=tuple(alerts))


def reasons(context: Context, subject: Subject) -> Iterator[Watched]:
    """Yield the alerts of age and new samples, and say what is wrong with `performance`."""
    section = retraining_of(subject)
    if section is None or section.when is None:
        return
    when, at = section.when, (*subject.at, "retraining", "when")
    _check(context, subject, when, (*at, "performance"))
    if context.resolved.spec.routing is None:
        message = f"nothing sends what asks for a training to `{section.to}`: there is no `routing:`"
        elsewhere = "where alerts are routed elsewhere, write `action: retrain` at the thresholds instead"
        remedy = f"add it, or write `retraining: null` where nothing is trained; {elsewhere}"
        context.findings.add("retraining/not-routed", message, remedy, at=(*subject.at, "retraining", "to"))
    severity = when.severity or context.platform.severities[0]
    if not context.has_severity(severity, "retraining/unknown-severity", (*at, "severity")):
        return
    asked = {"severity": severity, "action": ACTION, "for": "0s", "no_data": {"severity": context.usual}}
    if when.older_than is not None and section.trained is not None:
        said = (*subject.at, "retraining", "trained")
        if context.metrics.bind(section.trained, subject, where={}, by=(), at=said) is not None:
            age = stale.Kind.model_validate(
                {
                    **asked,
                    "metric": section.trained,
                    "stale": when.older_than.text,
                    "alert": "RetrainingDue",
                    "summary": "<< subject >>: trained more than << limit >> ago",
                    "description": "The last training of << place >> was << value >> ago: it is due after << limit >>.",
                }
            )
            yield from _watched(context, subject, "older_than", age, (*at, "older_than"))
    if when.new_samples is not None and _may_wait(context, subject, when.new_samples.metric, (*at, "new_samples", "metric")):
        enough = static.Kind.model_validate(
            {
                **asked,
                "metric": when.new_samples.metric,
                "above": when.new_samples.above.text,
                "alert": "EnoughNewSamples",
                "summary": "<< subject >>: enough new samples to learn from",
                "description": "<< value >> new samples of << place >> wait to be learned from, which is enough << condition >>.",
            }
        )
        yield from _watched(context, subject, "new_samples", enough, (*at, "new_samples"))


def _may_wait(context: Context, subject: Subject, metric: str, at: KeyPath) -> bool:
    """Tell whether the metric can be of what waits to be learned from; add a diagnostic if not."""
    measure = context.metrics.bind(metric, subject, where={}, by=(), at=at)
    if not isinstance(measure, Series) or not is_counted(measure):
        return measure is not None
    message = f"`{metric}` is a {measure.type}: it counts what ever came, not what waits to be learned from"
    context.findings.add("retraining/samples-ever", message, "name a gauge of what came since the last training", at=at)
    return False


def _watched(context: Context, subject: Subject, name: str, threshold: Threshold, at: KeyPath) -> Iterator[Watched]:
    watched = Lowering(context, subject, name, threshold, at).watched()
    if watched is not None:
        yield watched


def _steps(when: When) -> Mapping[str, str | None]:
    """Return for each threshold that is named the least severity that asks; None for any."""
    return when.performance if isinstance(when.performance, dict) else dict.fromkeys(when.performance)


def _check(context: Context, subject: Subject, when: When, at: KeyPath) -> None:
    known = subject.spec.thresholds
    for index, (name, least) in enumerate(_steps(when).items()):
        there = (*at, name if isinstance(when.performance, dict) else index)
        threshold = known.get(name)
        if threshold is None:
            message = f"`{subject.name}` has no threshold `{name}`"
            part: Part = "key" if isinstance(when.performance, dict) else "value"
            context.findings.add("retraining/unknown-threshold", message, did_you_mean(name, known), at=there, part=part)
            continue
        if isinstance(threshold, absent.Kind):
            message = f"`{name}` tells only that nothing is known of `{threshold.metric or name}`, which is no reason to train"
            context.findings.add("retraining/of-what-is-missing", message, "name a threshold on how good the model is", at=there)
        if threshold.action not in {None, ACTION}:
            message = f"the alerts of `{name}` have another action, `{threshold.action}`"
            context.findings.add("retraining/other-action", message, "remove `action:` there", at=there)
        severities = [step.severity or threshold.severity or context.usual for step in threshold.steps()]
        if least is not None and least not in severities:
            message = f"`{name}` has no step `{least}`"
            context.findings.add("retraining/unknown-step", message, did_you_mean(least, severities), at=there)


def _labelled(alert: Alert) -> Alert:
    return replace(alert, labels={**alert.labels, ACTION_LABEL: ACTION})
