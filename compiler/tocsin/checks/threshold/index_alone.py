"""One alert for each GPU 0, GPU 1 and so on, each about all nodes at once: the number begins anew with each node.

Why: the alert says "GPU 3" and nobody knows of which node. What is summed or averaged is that of strangers, and a GPU 3 that is well hides
one that is not. So it is with a disk, a mount point or a network interface of nodes, and with an engine of vLLM in each pod.

Where what has one name everywhere is one thing, such as a file system that all nodes mount, pick it: `where: {mountpoint: /models}`.

Bad (-), good (+):
    use: [dcgm-exporter]
    components:
      gpus:
        thresholds:
  -       DCGM_FI_DEV_GPU_TEMP: {above: 85C, by: [gpu], for: 5m}  # error
  +       DCGM_FI_DEV_GPU_TEMP: {above: 85C, by: [node, gpu], for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from tocsin import catalog
from tocsin.finding import Checked, Finding
from tocsin.finding.placed import PlacedThreshold
from tocsin.promql import Aggregate, selectors, walk
from tocsin.raw import Knowledge, expressions, is_acted_on
from tocsin.source import KeyPath
from tocsin.spec.metrics import ExpressionMetric


class _Index(Struct, frozen=True):
    """A label that is grouped by, of which its exporter has the same values on each of many."""

    label: str
    beside: tuple[str, ...]
    """Labels or dimensions that would tell one from another."""
    dimensions: Mapping[str, str]

    def stored(self, key: str) -> str:
        """Return the label that Prometheus has for a label or dimension."""
        return self.dimensions.get(key, key)


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every index that alerts are told apart by, in thresholds and in the expressions that they read; of several the first."""
    if any(pack.index_labels for pack in checked.resolved.packs.values()):
        yield from _of_thresholds(checked)
        yield from _of_expressions(checked)


def _of_thresholds(checked: Checked) -> Iterator[Finding]:
    metrics, packs, knowledge = checked.resolved.spec.metrics, checked.resolved.packs, Knowledge(checked)
    apart = (each for each in checked.thresholds if each.threshold.by and not isinstance(metrics.get(each.metric), ExpressionMetric))
    asking = {each.at: each for each in apart if not _has_one_target(checked, each.at)}
    for rule in checked.rules if asking else ():
        each = asking.get(rule.at)
        if each is None:
            continue
        groups = (node for node in walk(rule.expr) if isinstance(node, Aggregate))
        found = next((index for node in groups for index in _indices(node, knowledge, packs) if not _is_told(each, index)), None)
        if found is not None:
            yield _finding(checked, each, found)


def _of_expressions(checked: Checked) -> Iterator[Finding]:
    for written in expressions(checked):
        for node, seen in written.of(Aggregate) if is_acted_on(checked, written.name) else ():
            index = next(_indices(node, written.knowledge, checked.resolved.packs), None)
            if index is not None:
                first = index.stored(index.beside[0])
                remedy = f"write `by ({', '.join((first, *node.labels))})`, or say which with a condition on `{first}`"
                yield written.finding(_said(index.label, first), remedy, written.word(index.label, "label", after=seen) or seen)


def _has_one_target(checked: Checked, at: KeyPath) -> bool:
    """Tell whether all that a subject scrapes is one target, which has everything once."""
    spec = checked.resolved.spec
    subject = (spec.models if at[0] == "models" else spec.components)[str(at[1])]
    return subject.scrape is not None and len(subject.scrape.targets) == 1


def _indices(node: Aggregate, knowledge: Knowledge, packs: Mapping[str, catalog.Pack]) -> Iterator[_Index]:
    """Yield the indices that are grouped by, but those of which other labels or conditions tell whose they are."""
    labels = () if node.without else tuple(label for label in node.labels if any(label in pack.index_labels for pack in packs.values()))
    for selector in selectors(node.expr) if labels else ():
        fixed = {matcher.label for matcher in selector.matchers if matcher.op == "=" and matcher.value}
        for name, metric in knowledge.in_packs(selector.metric or "").items():
            known = packs[name].index_labels
            for label in labels:
                if label in known and label not in fixed:
                    index = _Index(label, known[label], {str(dimension): stored for dimension, stored in metric.dimensions.items()})
                    if fixed.union(node.labels).isdisjoint({*index.beside, *map(index.stored, index.beside)}):
                        yield index


def _is_told(each: PlacedThreshold, index: _Index) -> bool:
    """Tell whether the threshold says whose it is by a dimension for which the spec has a label of its own."""
    fixed = {key for key, wanted in each.threshold.where.items() if isinstance(wanted, str)}
    return not fixed.union(each.threshold.by).isdisjoint(index.beside)


def _finding(checked: Checked, each: PlacedThreshold, index: _Index) -> Finding:
    by, first = each.threshold.by, index.beside[0]
    # It is named by its dimension where that has another name.
    place = next((number for number, key in enumerate(by) if index.label in {key, index.stored(key)}), 0)
    return Finding(
        message=_said(by[place], first),
        help=f"write `by: [{', '.join((first, *by))}]`, or say which with `where: {{{first}: ...}}`",
        where=checked,
        at=(*each.at, "by", place),
    )


def _said(index: str, beside: str) -> str:
    return f"`{index}` begins anew with each `{beside}`, so the alert does not say of which one"
