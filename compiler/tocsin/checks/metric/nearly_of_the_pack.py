"""A series that is nearly called like one of a pack in use, and is none of its own: misspelt, it has no samples.

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {series: "vllm:num_request_waiting", type: gauge, unit: requests}  # error
  +   waiting: {series: "vllm:num_requests_waiting"}
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from tocsin.catalog import exporter_in
from tocsin.finding import Checked, Finding
from tocsin.raw import declared

_ALIKE: Final = 0.93
# Every program has some that begin so.
_COMMON: Final = frozenset({"http", "process", "python", "go", "grpc", "model"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every declared series that no pack in use has, and whose name is nearly one of theirs."""
    for each in declared(checked):
        series = each.metric.series
        family = exporter_in(series)
        if each.known is not None or each.metric.pack is not None or family in _COMMON:
            continue
        packs = checked.resolved.packs.values()
        if any(pack.metric_of(series) is not None for pack in packs):
            continue  # one of that name, and the spec's own all the same
        for pack in packs:
            relatives = [name for name in pack.metrics if name.startswith(family) and exporter_in(name) == family]
            close = get_close_matches(series, relatives, n=1, cutoff=_ALIKE)
            if close:
                message = f"`{pack.name}` has no series `{series}`"
                yield Finding(message=message, help=f"did you mean `{close[0]}`?", where=checked, at=(*each.at, "series"))
