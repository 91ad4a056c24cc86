"""A guard of which nobody says that it has the label it is joined by: where its series has none, nothing ever fires.

A guard is joined with what `by:` tells apart, each of its values with the guard's of the same value. What is one for all, such as whether
there is maintenance, says so by `by: []`; what is told apart says by `labels:` of its metric by what.

Bad (-), good (+):
    metrics:
      queue: {series: queue_length, type: gauge, labels: {model: model, tenant: tenant}}
      maintenance: {series: maintenance_active, type: gauge, unit: bool, own: false}
    models:
      chat:
        thresholds:
  -       queue: {above: 100, by: [tenant], while: {maintenance: {equals: 0}}}  # error
  +       queue: {above: 100, by: [tenant], while: {maintenance: {equals: 0, by: []}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tocsin.catalog import TARGET_LABELS
from tocsin.finding import Checked, Finding
from tocsin.raw import declared
from tocsin.source import KeyPath
from tocsin.threshold import JoinedGuard


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every guard on series that belong to nobody, that is joined by a label of which no spec and no pack says that they have it."""
    bare = [each for each in declared(checked) if each.known is None and not each.metric.labels]
    unsaid = {each.at[1]: each.metric for each in bare if not each.metric.own}
    given = TARGET_LABELS.union(*(each.scrape.given for each in checked.scrapes))
    for at, by, guards in _guarded(checked) if unsaid else ():
        for name, guard in guards.items():
            joined = [label for label in (by if guard.by is None else guard.by) if label not in given]
            if name in unsaid and joined:
                yield Finding(
                    message=f"nobody says that `{unsaid[name].series}` has the label `{joined[0]}`, by which the guard is joined",
                    help=f"write `by: []` in it, where it is one for all, or add `labels: {{{joined[0]}: …}}` to the metric",
                    where=checked,
                    at=(*at, "while", name),
                )


def _guarded(checked: Checked) -> Iterator[tuple[KeyPath, Sequence[str], Mapping[str, JoinedGuard]]]:
    for each in checked.thresholds:
        yield each.at, each.threshold.by, each.threshold.while_
    for at, subject in checked.subjects:
        for name, slo in subject.slos.items():
            yield (*at, "slos", name), slo.by, slo.while_
