"""What runs on a schedule or with a rollout, and what the platform says of its stack."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.diff.entry import Entry
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield the platform's schedules, analyses of rollouts, and the values of its stack."""
    platform = seen.platform
    for schedule in platform.schedules:
        yield "schedules", Entry(at=schedule.at, name=schedule.name, said=schedule.cron, facts=(plain(schedule, without={"name"}),))
    for analysis in platform.analyses:
        yield "analyses", Entry(at=analysis.at, name=analysis.name, said=analysis.metric, facts=(plain(analysis, without={"name"}),))
    if platform.stack is not None:
        yield "stack", Entry(at=("stack",), name="values", facts=(plain(platform.stack),))
    yield "cluster", Entry(at=("cluster",), name="cluster", facts=(plain(platform.cluster, without={"series_labels"}),), part=True)
    yield "proofs", Entry(at=("proofs",), name="proofs", facts=({"they are": "written" if platform.proofs else "left out"},), part=True)
