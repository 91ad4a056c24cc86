"""Series that a test must not mix up with its own: the recordings of another model, environment or objective under the same names."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir, promql
from tocsin.drives import Run, Track
from tocsin.drives.labels import strangers

_FAR = 1e9


def decoys(rule_object: ir.RuleObject, *, steps: int) -> Iterator[Track]:
    """Yield for each label of each recording that `rule_object` makes and reads two series which have another value of it.

    One is above every limit and one below, at all of `steps`. One Prometheus holds the recordings of all models under the same names.
    """
    read = {selector.metric for rule in rule_object.rules for selector in promql.selectors(rule.expr)}
    found: dict[tuple[str, tuple[tuple[str, str], ...]], Track] = {}
    for rule in rule_object.recordings:
        if rule.record in read:
            own = tuple(promql.Matcher(label, "=", value) for label, value in sorted(rule.labels.items()))
            for _, others in strangers(own, rule.labels):
                for side, value in (("above", _FAR), ("below", -_FAR)):
                    labels = {**others, "stranger": side}
                    track = Track(metric=rule.record, labels=labels, runs=(Run(value, 0.0, steps),), stranger=True)
                    found.setdefault((rule.record, tuple(sorted(labels.items()))), track)
    yield from (track for _, track in sorted(found.items(), key=lambda each: each[0]))
