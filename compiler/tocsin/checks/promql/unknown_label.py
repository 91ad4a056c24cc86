"""A matcher or a grouping by a label that the series lacks: nothing is selected, or everything falls into one group.

Which labels a series has is told by its pack, or by `labels:` where the spec declares it; `job`, `instance` and what else the scrape
gives may always be used, and so may those of `series_labels:` in `platform.cluster.prometheus`, which a ruler of several clusters sees.

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'sum(vllm:num_requests_waiting{model="granite"})', unit: requests}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name="granite"})', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding
from tocsin.promql import Selector, reads
from tocsin.raw import Known, Seen, Written, expressions


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every label that a raw expression asks of a series which has not got it."""
    for written in expressions(checked):
        for selector, known, seen in written.series():
            for matcher in selector.matchers:
                if not known.may_have(matcher.label):
                    place = written.word(matcher.label, "label", "string", after=seen) or seen
                    yield _finding(written, selector, known, matcher.label, place)
        yield from _grouped(written)


def _grouped(written: Written) -> Iterator[Finding]:
    for read in reads(written.expr):
        known = written.knowledge.of(read.selector.metric)
        for label in sorted(read.labels) if known is not None else ():
            asked = any(matcher.label == label for matcher in read.selector.matchers)
            if known is not None and not asked and not known.may_have(label):
                yield _finding(written, read.selector, known, label, written.word(label, "label"))


def _finding(written: Written, selector: Selector, known: Known, label: str, place: Seen | tuple[int, int] | None) -> Finding:
    meant = next((own for own in sorted(known.own) if label in own or own in label), None)
    remedy = did_you_mean(label, known.own or known.labels or ()) if meant is None else f"did you mean `{meant}`?"
    return written.finding(f"`{selector.metric}` has no label `{label}`", remedy, place)
