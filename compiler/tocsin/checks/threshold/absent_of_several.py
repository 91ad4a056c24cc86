"""What must be there, of several: as long as one of them is, nobody is told that the others are gone.

`absent` fires when nothing is selected at all, and its alert has only labels that `where:` asks for with one value, so that it does not
tell which one is missing either. https://prometheus.io/docs/prometheus/latest/querying/functions/#absent

Bad:
    metrics: {loaded: {series: model_loaded, type: gauge, labels: {model: server, adapter: adapter}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
          adapters: {metric: loaded, absent: true, where: {adapter: [sql, legal]}}  # error

Good:
    metrics: {loaded: {series: model_loaded, type: gauge, labels: {model: server, adapter: adapter}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
          sql: {metric: loaded, absent: true, where: {adapter: sql}}
          legal: {metric: loaded, absent: true, where: {adapter: legal}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.section.matching import LabelMatch, Matching
from tocsin.thresholds import absent

# The names of pods are nobody's to write down.
_NAMELESS: Final = frozenset({"pod", "pods", "instance"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every condition of an `absent` that asks for more than one value."""
    for each in checked.thresholds:
        if isinstance(each.threshold, absent.Kind):
            for label, wanted in each.threshold.where.items():
                if label not in _NAMELESS and _several(wanted):
                    yield Finding(
                        message=f"a series with one `{label}` of these is enough to keep this silent",
                        help=f"give each a threshold of its own: `where: {{{label}: {_first(wanted)}}}`",
                        where=checked,
                        at=(*each.at, "where", label),
                    )


def _several(wanted: LabelMatch) -> bool:
    """Tell whether more than one value is meant."""
    return wanted.matches is not None if isinstance(wanted, Matching) else not isinstance(wanted, str) and len(wanted) > 1


def _first(wanted: LabelMatch) -> str:
    return wanted[0] if isinstance(wanted, tuple) else "..."
