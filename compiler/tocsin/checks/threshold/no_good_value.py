"""Two limits that leave no value between them: whatever it is, one of the two alerts fires.

Below what is too little and above what is too much lies what is good. Where the first limit is the higher one, nothing does; most often
`above` and `below` have been confused, or a limit was copied from another metric.

Bad (-), good (+):
    metrics: {load: {series: load_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      chat:
        thresholds:
          busy: {metric: load, above: 20%, for: 5m}
  -       idle: {metric: load, below: 80%, for: 5m}  # error
  +       idle: {metric: load, below: 10%, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import promql
from tocsin.finding import Checked, Finding
from tocsin.ir import Alert
from tocsin.source import KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every threshold that fires wherever another one of its model on the same value does not."""
    if not checked.sound:  # of limits that have to be mended the rest says nothing yet
        return
    sides: dict[tuple[KeyPath, promql.Expr], dict[str, Alert]] = {}
    for alert in checked.alerts:
        # A guard leaves times in which it does not fire; of `outside` its two limits are compared where they are read.
        if len(alert.limits) == 1 and alert.at[2:3] == ("thresholds",) and not alert.besides:
            op = alert.limits[0][0]
            for value in dict.fromkeys((alert.value, _of_one(alert.value, op))):
                side = sides.setdefault((alert.at[:2], value), {})
                side[op] = min(side.get(op, alert), alert, key=_reach)
    told: set[KeyPath] = set()
    for side in sides.values():
        high, low = side.get(">"), side.get("<")
        if high is not None and low is not None and high.limits[0][1] < low.limits[0][1] and low.at not in told:
            told.add(low.at)
            yield Finding(
                message=f"`{low.name}` fires {low.condition} and `{high.name}` {high.condition}: one of the two always does",
                help="leave values between the two that are good: `below:` is less than `above:`",
                where=checked,
                at=low.at,
                part="key",
                notes=(("the other one is", checked, high.at),),
            )


_FARTHEST: Final = {">": "max", "<": "min"}


def _of_one(value: promql.Expr, op: str) -> promql.Expr:
    """Return what is compared of one replica: the highest of them is too high, and the lowest too low."""
    return value.expr if isinstance(value, promql.Aggregate) and value.op == _FARTHEST.get(op) else value


def _reach(alert: Alert) -> float:
    """Return the less the sooner it fires."""
    op, limit = alert.limits[0]
    return limit if op == ">" else -limit
