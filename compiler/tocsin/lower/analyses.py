"""AnalysisTemplates: the comparisons by which a rollout of Argo Rollouts asks whether it may go on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tocsin.conventions import object_labels
from tocsin.ir import Alert, Analysis
from tocsin.lower.access import accessed
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.subject import Subject
from tocsin.lower.thresholds.lowering import Lowering
from tocsin.thresholds import compare

_ROLES = ("champion", "challenger")


def analyses(context: Context, subjects: Iterable[Subject]) -> Iterator[Analysis]:
    """Yield the analyses that thresholds ask for, in the order of the spec."""
    for subject in subjects:
        for name, threshold in subject.spec.thresholds.items():
            if isinstance(threshold, compare.Kind) and threshold.compare.analysis:
                found = _analysis(context, subject, name, threshold)
                if found is not None:
                    yield found


def _analysis(context: Context, subject: Subject, name: str, threshold: compare.Kind) -> Analysis | None:
    """Return the analysis of one threshold; None when the threshold has no alerts either; their lowering has added the diagnostics."""
    arguments = {role: f"{{{{args.{role}}}}}" for role in _ROLES}
    asked = threshold.model_copy(update={"compare": threshold.compare.model_copy(update=arguments)})
    watched = Lowering(context, subject, name, asked, (*subject.at, "thresholds", name)).watched()
    if watched is None or not watched.alerts:
        return None
    rank = context.platform.severities.index
    mildest, gravest = (pick(watched.alerts, key=lambda alert: rank(alert.severity)) for pick in (min, max))
    settings = threshold.compare.analysis if isinstance(threshold.compare.analysis, compare.Analysis) else compare.Analysis()
    return Analysis(
        name=re.sub(r"[^a-z0-9]+", "-", f"{subject.name}-{name}".lower()).strip("-"),
        namespace=subject.namespace,
        labels=object_labels(context.platform.name, context.environment),
        server=context.cluster.prometheus.url,
        access=accessed(context),
        metric=re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"),
        arguments=tuple((role, getattr(threshold.compare, role)) for role in _ROLES),
        query=gravest.value,
        op=">" if threshold.compare.way[1].above is not None else "<",
        passes=_limit(mildest),
        fails=_limit(gravest),
        every_ms=milliseconds(settings.every),
        times=settings.times,
        sources=subject.sources,
        at=(*subject.at, "thresholds", name),
    )


def _limit(alert: Alert) -> float:
    ((_, limit),) = alert.limits
    return limit
