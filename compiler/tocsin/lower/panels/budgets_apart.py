"""The panels of an objective with a budget for each value of a label: the worst few, since nobody can read a line of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from tocsin import promql, units
from tocsin.conventions import words
from tocsin.duration import format_duration
from tocsin.ir import Alert, Line, Panel, PromQuery, Watch
from tocsin.lower.panels.wording import legend
from tocsin.lower.slos import REMAINING, Objective, error_share
from tocsin.lower.slos.windows import Pair

_WORST: Final = 10
"""As many as a legend shows."""
_WIDE: Final = 24


def budgets_apart(objective: Objective, alerts: Sequence[Alert], *, promised: str, lines: tuple[Line, ...]) -> Iterator[Panel]:
    """Yield those with the least budget left, and for each of the `alerts` those whose budgets burn fastest over both of its windows.

    `promised` is the objective as a sentence, `lines` where little is left of a budget.
    """
    left = promql.Aggregate("bottomk", objective.recorded(REMAINING), param=promql.Number(float(_WORST)))
    yield Panel(
        title=f"Budget left: {words(objective.name)}",
        description=f"{promised}; these are the {_WORST} that have least left of what may be bad.",
        shape="barchart", unit=units.UNITS["ratio"], queries=(PromQuery(expr=left, legend=legend(objective.by), instant=True),),
        lines=lines, span=_WIDE, options={}, at=objective.at,
    )  # fmt: skip
    for pair, alert in zip(objective.pairs, alerts, strict=True):
        yield _burn_rate(objective, pair, alert)


def _burn_rate(objective: Objective, pair: Pair, alert: Alert) -> Panel:
    """Return the lesser of the burn rates of both windows, which is beyond the limit when both are."""
    long, short = (objective.recorded(error_share(window)) for window in (pair.long_ms, pair.short_ms))
    lesser = promql.divide(promql.either(promql.compare("<", long, short), short), float(objective.budget))
    windows = " and ".join(format_duration(window) for window in (pair.long_ms, pair.short_ms))
    budgets = f"the budget of {objective.spec.period} of each {objective.whose} is spent over {windows}, whichever is less"
    return Panel(
        title=f"Burn rate over {windows}: {words(objective.name)}",
        description=f"How many times faster than it may {budgets}: the {_WORST} that are highest. At 1 it lasts exactly as long.",
        shape="timeseries", unit=units.UNITS["count"], span=0, options={}, at=objective.at, watched=(Watch.of(alert),),
        queries=(PromQuery(expr=promql.Aggregate("topk", lesser, param=promql.Number(float(_WORST))), legend=legend(objective.by)),),
        lines=tuple(
            Line(op=op, value=float(Decimal(repr(limit)) / objective.budget), severity=alert.severity) for op, limit in alert.limits
        ),
    )  # fmt: skip
