"""A limit that no value can pass: the alert never fires.

A share is never above 1, a percentage never above 100, and what is counted is never below 0. A ratio whose `of` is a part of its `to` is
a share, however its author calls it.

Bad (-), good (+):
    metrics: {cache: {series: cache_usage_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
  -       cache: {above: 120%, for: 5m}  # error
  +       cache: {above: 90%, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import units
from tocsin.finding import Checked, Finding
from tocsin.raw import Compared, Span, compared, in_percent

_NO_SHARE: Final = "write a limit between these; what may be more than a whole is a `quotient`, or a series in `unit: factor`"


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every limit of a threshold that nothing can pass."""
    for each in compared(checked, Span.never):
        yield Finding(
            message=f"`{each.alert}` never fires: of what it compares, {each.between}",
            help=_remedy(checked, each),
            where=checked,
            at=each.at,
        )


def _remedy(checked: Checked, each: Compared) -> str:
    if (meant := in_percent(checked, each)) is not None:
        return meant
    if each.unit.dimension == "ratio" and checked.resolved.origins.value(each.at) == 1:  # and no `100%`, which is a text
        return "write `1%` if one in a hundred is meant, and otherwise a limit between these"
    if each.open:
        return f"write `equals: {units.show(0, each.unit)}` when none is meant, and otherwise a limit above that"
    return _NO_SHARE if each.share else "write a limit between these"
