"""Series of a job that are asked for in another namespace than the job is scraped in: there are none, and the alert never fires.

The operator gives each series the namespace of its target, and what is pushed has that of the Pushgateway. A metric is asked for in the
namespace of its model unless `where:` says another one. https://github.com/prometheus/pushgateway#about-the-job-and-instance-labels

Bad (-), good (+):
    metrics: {judged: {series: judged_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      forecast:
        thresholds:
  -       judged: {below: 80%, where: {job: nightly-eval}}  # error
  +       judged: {below: 80%, where: {namespace: evals, job: nightly-eval}}
    components:
      nightly: {namespace: evals, scrape: {job: nightly-eval, pushed: true}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Expr, Selector, selectors
from tocsin.source import KeyPath

FROM_ABSENCE: Final = "estate"

_Scraped = Mapping[str, Mapping[str, tuple[Checked, KeyPath]]]
"""By each job the namespaces that it is scraped in, with who says so."""


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every rule and autoscaler that asks for series of a job in a namespace that none of its targets is in."""
    scraped = _scraped(estate)
    for checked in estate:
        conditions = {each.at for each in checked.conditions}
        told: set[KeyPath] = set()
        for expr, at in _acting(checked) if scraped else ():
            lacking = None if at in told else next(filter(None, (_lacking(selector, scraped) for selector in selectors(expr))), None)
            if lacking is None:
                continue
            told.add(at)
            job, namespace = lacking
            meant, (where, said) = min(scraped[job].items(), key=lambda each: each[0])
            yield Finding(
                message=f"`{job}` is scraped in `{meant}`, and is asked for in `{namespace}`: there are no such series",
                help=f"ask for both as they are: `where: {{namespace: {meant}, job: {job}}}`",
                where=checked,
                at=(*at, "where", "job") if (*at, "where") in conditions else at,
                notes=(("the job is", where, (*said, "scrape", "job")),),
            )


def _acting(checked: Checked) -> Iterator[tuple[Expr, KeyPath]]:
    yield from ((rule.expr, rule.at) for rule in checked.rules)
    for autoscaler in checked.platform.autoscalers:
        yield from ((metric.query, metric.at) for metric in autoscaler.metrics)


def _scraped(estate: Sequence[Checked]) -> _Scraped:
    """Return the jobs of which every series has the namespace of the target: not those whose page says others, as the kubelet's may."""
    found: dict[str, dict[str, tuple[Checked, KeyPath]]] = {}
    own: set[str] = set()
    for checked in estate:
        known = {each.at: each for each in checked.platform.subjects}
        for at, subject in checked.subjects:
            exposed = known.get(at)
            if subject.scrape is None or exposed is None or exposed.job is None:
                continue
            named = subject.scrape.job is not None and subject.scrape.honor_labels is None
            if "namespace" not in exposed.target_labels or ((exposed.honor_labels or named) and not subject.scrape.pushed):
                own.add(exposed.job)
                continue
            namespace = subject.scrape.namespace or subject.namespace or checked.platform.namespace
            found.setdefault(exposed.job, {}).setdefault(namespace, (checked, at))
    return {job: namespaces for job, namespaces in found.items() if job not in own}


def _lacking(selector: Selector, scraped: _Scraped) -> tuple[str, str] | None:
    """Return the job and the namespace that a selector asks for and that do not go together."""
    asked = {each.label: each.value for each in selector.matchers if each.op == "=" and each.label in {"job", "namespace"}}
    namespaces = scraped.get(asked.get("job", ""))
    if namespaces is None or "namespace" not in asked or asked["namespace"] in namespaces:
        return None
    return asked["job"], asked["namespace"]
