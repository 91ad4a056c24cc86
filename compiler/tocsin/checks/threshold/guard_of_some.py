"""A guard on one value of what `by:` tells apart: the threshold is asked of that value only, and of all others it never fires.

A threshold and its guards are joined by what `by:` names, each of its values with the guard's of the same value.

Bad:
    use: [dcgm-exporter]
    metrics: {busy: {series: DCGM_FI_DEV_GPU_UTIL}, loaded: {series: DCGM_FI_DEV_FB_USED}}
    components:
      gpus:
        thresholds:
          busy: {below: 10%, for: 1h, by: [node, gpu], while: {loaded: {above: 1GiB, where: {gpu: "0"}}}}  # error

Good:
    use: [dcgm-exporter]
    metrics: {busy: {series: DCGM_FI_DEV_GPU_UTIL}, loaded: {series: DCGM_FI_DEV_FB_USED}}
    components:
      gpus:
        thresholds:
          busy: {below: 10%, for: 1h, by: [node, gpu], where: {gpu: "0"}, while: {loaded: {above: 1GiB}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from tocsin.finding import Checked, Finding
from tocsin.section.matching import Where
from tocsin.source import KeyPath
from tocsin.threshold import JoinedGuard


class _Guarded(Struct, frozen=True):
    """What a threshold or an objective says of its values, at its place."""

    at: KeyPath
    by: Sequence[str]
    where: Where
    guards: Mapping[str, JoinedGuard]


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every condition of a guard by which it leaves values alone of which its threshold or objective does ask."""
    for each in _guarded(checked):
        for metric, guard in each.guards.items():
            for label, wanted in guard.where.items():
                if label in (each.by if guard.by is None else guard.by) and each.where.get(label) != wanted:
                    yield Finding(
                        message=f"joined `by: [{label}]`, nothing fires but where `{metric}` has this `{label}`",
                        help=f"write it in the `where:` beside `by:`, which is asked of `{metric}` too",
                        where=checked,
                        at=(*each.at, "while", metric, "where", label),
                    )


def _guarded(checked: Checked) -> Iterator[_Guarded]:
    for each in checked.thresholds:
        yield _Guarded(each.at, each.threshold.by, each.threshold.where, each.threshold.while_)
    for at, subject in checked.subjects:
        for name, slo in subject.slos.items():
            yield _Guarded((*at, "slos", name), slo.by, slo.where, slo.while_)
