"""What every panel of a named dashboard is made from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial

from msgspec import Struct

from tocsin.diagnostics import did_you_mean
from tocsin.ir import Alert
from tocsin.lower import retraining
from tocsin.lower.context import Context
from tocsin.lower.panels.runbooks import runbook_link
from tocsin.lower.scope import Scope
from tocsin.lower.subject import Subject
from tocsin.lower.uids import dashboard_link
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Lines
from tocsin.spec.metrics import ExpressionMetric
from tocsin.spec.parts import made_of


class Drawing(Struct, frozen=True, kw_only=True, dict=True):
    """The platform, and what was made of it so far. Who watches what is looked up once: a dashboard may ask it of a thousand models."""

    context: Context
    subjects: tuple[Subject, ...]
    alerts: tuple[Alert, ...]
    scope: Scope

    def whose(self, metric: str, spec: Lines, at: KeyPath) -> Subject | None:
        """Return whose series are drawn: the model named, the only model, or the only component that watches the metric; None: everybody's.

        Who asks for a line for each model wants them all, and of several models all are drawn, however many of them watch the metric: a
        threshold more changes no panel. An expression with facts of a model is the only watcher's, since it is nobody's without one. A
        metric that no threshold is about is of whose objectives read it, or of whose metrics are made of it: only they have its series.
        """
        if spec.model is not None:
            found = self._by_name.get(spec.model)
            if found is None:
                names = [subject.name for subject in self.subjects]
                self.context.findings.add(
                    "dashboard/unknown-model",
                    f"there is no model `{spec.model}`",
                    did_you_mean(spec.model, names, define=f"models: {{{spec.model}: ...}}"),
                    at=(*at, "model"),
                )
            return found
        if "model" in ((spec.by,) if isinstance(spec.by, str) else spec.by):
            return None
        watching, models = self._watching.get(metric, ()), self._models
        reading = watching or self._reading.get(metric, ())
        if len(reading) == 1 and (len(models) == 1 or reading[0].kind == "component" or self._is_expression(metric)):
            return reading[0]
        return models[0] if len(models) == 1 and not watching and (not reading or models[0] in reading) else None

    def teller(self, metric: str) -> Subject | None:
        """Return the only subject that reads a metric when it is a component with a scrape: what is everybody's there it tells of."""
        reading = self._watching.get(metric, ()) or self._reading.get(metric, ())
        return reading[0] if len(reading) == 1 and reading[0].kind == "component" and reading[0].job is not None else None

    def _is_expression(self, metric: str) -> bool:
        return isinstance(self.context.resolved.spec.metrics.get(metric), ExpressionMetric)

    def watching(self, metric: str, subject: Subject | None) -> tuple[Alert, ...]:
        """Return the alerts that compare `metric` of `subject` with something. Nobody compares what is everybody's."""
        return () if subject is None else tuple(self._comparing.get(metric, {}).get(subject.at, ()))

    def somebody(self, metric: str) -> tuple[Alert, ...]:
        """Return the alerts that compare `metric` of anybody with something."""
        return tuple([alert for alerts in self._comparing.get(metric, {}).values() for alert in alerts])

    def text(self, text: str | None, subject: Subject | None, at: KeyPath) -> str:
        """Return a text with its facts filled in; empty when there is none, or when it cannot be filled in, which has then been said."""
        return self.context.texts.fill(text, self.context.texts.subject_facts(subject), at) or "" if text else ""

    @cached_property
    def links(self) -> Mapping[str, str]:
        """The URLs of the runbook of every alert of the platform, and of the dashboard of whatever it is about, as options of a panel."""
        own = [subject.name for subject in self.subjects if subject.spec.dashboard]
        return {"runbook": runbook_link(self.alerts), "dashboard": dashboard_link(self.context, own)}

    @cached_property
    def _by_name(self) -> dict[str, Subject]:
        """The subjects by name, the first of those that share one."""
        return {subject.name: subject for subject in reversed(self.subjects)}

    @cached_property
    def _models(self) -> tuple[Subject, ...]:
        return tuple([subject for subject in self.subjects if subject.kind == "model"])

    @cached_property
    def _watching(self) -> dict[str, list[Subject]]:
        """The subjects with a threshold on each metric."""
        found: dict[str, list[Subject]] = {}
        for subject in self.subjects:
            for metric in {_metric(subject, name) for name in subject.spec.thresholds}:
                found.setdefault(metric, []).append(subject)
        return found

    @cached_property
    def _reading(self) -> dict[str, list[Subject]]:
        """The subjects whose thresholds and objectives read each metric, also as a part of another."""
        found: dict[str, list[Subject]] = {}
        for subject in self.subjects:
            asked = [threshold.metric or name for name, threshold in subject.spec.thresholds.items()]
            asked += [metric for slo in subject.spec.slos.values() for metric in slo.metrics]
            for metric in made_of(asked, self.context.resolved.spec.metrics):
                found.setdefault(metric, []).append(subject)
        return found

    @cached_property
    def _comparing(self) -> dict[str, dict[KeyPath, list[Alert]]]:
        """The alerts that compare each metric itself, by the place of the subject."""
        own: dict[KeyPath, list[Alert]] = {}
        for alert in self.alerts:
            if not is_missing(alert):
                own.setdefault(alert.at[:2], []).append(alert)
        found: dict[str, dict[KeyPath, list[Alert]]] = {}
        for subject in self.subjects:
            for alert in filter(partial(_of_level, subject), own.get(subject.at, ())):
                found.setdefault(metric_of(alert, subject), {}).setdefault(subject.at, []).append(alert)
        return found


def metric_of(alert: Alert, subject: Subject) -> str:
    """Return the metric that an alert watches; empty when it comes from neither a threshold nor a reason to train again."""
    # models.<name>.thresholds.<threshold>
    match alert.at:
        case (_, _, "thresholds", name) if name in subject.spec.thresholds:
            return _metric(subject, str(name))
        # models.<name>.retraining.when.<reason>
        case (_, _, "retraining", "when", str(reason)):
            return retraining.metric_of(subject, reason)
        case _:
            return ""


def _of_level(subject: Subject, alert: Alert) -> bool:
    """Tell whether the limits of an alert of `subject` are values of its metric."""
    match alert.at:
        case (_, _, "thresholds", name) if name in subject.spec.thresholds:
            return subject.spec.thresholds[name].LEVEL
        case _:
            return True


def _metric(subject: Subject, threshold: str) -> str:
    return subject.spec.thresholds[threshold].metric or threshold


def is_missing(alert: Alert) -> bool:
    """Tell whether an alert is about a series that is gone: it compares nothing, so there is nothing to draw."""
    return alert.expr == alert.value
