"""What a gateway counts about a model is 0 before its first request, as long as the gateway itself is scraped.

A counter with labels has a series from the first time on that it counts: after a restart of the gateway there is none of a model that
nobody has asked for since. To KEDA that is a failure, which lets no model fall asleep. While the gateway is down it is one.
https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics
"""

from __future__ import annotations

from functools import reduce

from tocsin import promql
from tocsin.catalog.vocabulary import PARTS
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject
from tocsin.measures import Measure, Raw

_Scrape = tuple[promql.Matcher, ...]


def zero_when_uncounted(context: Context, subject: Subject, measure: Measure, query: promql.Expr) -> promql.Expr:
    """Return `query`, which reads `measure`, with 0 while none of its series exist and somebody who would serve them is scraped.

    As it is where anything but what others count is read, or where nobody says who scrapes them: an author's own expression too.
    """
    if isinstance(measure, Raw):
        return query
    asked = [_scrapes(context, subject, selector) for selector in promql.selectors(query)]
    if not all(asked):
        return query
    healthy: list[promql.Expr] = [
        promql.Aggregate("max", promql.compare("==", promql.Selector("up", scrape), 1.0))
        for scrape in dict.fromkeys(scrape for scrapes in asked for scrape in scrapes)
    ]
    return promql.either(query, promql.multiply(0.0, reduce(promql.either, healthy)))


def _scrapes(context: Context, subject: Subject, selector: promql.Selector) -> tuple[_Scrape, ...]:
    """Return the matchers of the scrapes that collect a series of counters that `subject` does not serve itself; none of any other."""
    for name, definition in context.metrics.series().items():
        if definition.type not in {"counter", "histogram"} or selector.metric not in {definition.series + end for end in ("", *PARTS)}:
            continue
        if context.metrics.served_by(name, subject):
            return ()
        jobs = {each.value for each in selector.matchers if each.label == "job" and each.op == "="}
        others = [each for each in context.subjects if each.answers and each.at != subject.at]
        serving = None if jobs else definition.pack
        found = tuple(each.scraped() for each in others if each.job in jobs or (serving is not None and each.spec.runtime == serving))
        return found or tuple((promql.equals("job", job),) for job in sorted(jobs))
    return ()
