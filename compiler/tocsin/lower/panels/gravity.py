"""How tables of alerts are sorted by severity: Grafana sorts by a column's value, and the names of severities have no order."""

from __future__ import annotations

from functools import lru_cache

from tocsin import promql
from tocsin.conventions import GRAVITY_LABEL, SEVERITY_LABEL
from tocsin.ir import Line, State
from tocsin.lower.context import Context


def ranked(context: Context, alerts: promql.Expr) -> promql.Expr:
    """Return `alerts` with a label that is the greater the graver they are; Grafana shows it as the word for it, see `severities`.

    Not a column beside that of the words: Grafana does not sort by what it hides, and sorts by a value, not by the text that it maps
    this to. https://github.com/grafana/grafana/issues/82618 https://github.com/grafana/grafana/issues/83013
    """
    for arguments in _replacements(context.platform.severities):
        alerts = promql.Call("label_replace", (alerts, *arguments))
    return alerts


def severities(context: Context) -> tuple[State, ...]:
    """Return the word for each gravity."""
    return _states(context.platform.severities)


def limits(context: Context) -> tuple[Line, ...]:
    """Return from where on which severity is reached."""
    return tuple(Line(op=">=", value=float(rank), severity=each) for rank, each in enumerate(context.platform.severities, start=1))


# A thousand models have the same severities.
@lru_cache(maxsize=64)
def _states(known: tuple[str, ...]) -> tuple[State, ...]:
    return tuple(State(value=rank, text=each, severity=each) for rank, each in enumerate(known, start=1))


@lru_cache(maxsize=64)
def _replacements(known: tuple[str, ...]) -> tuple[tuple[promql.String, ...], ...]:
    return tuple(
        tuple(map(promql.String, (GRAVITY_LABEL, str(rank), SEVERITY_LABEL, promql.literal_pattern(each))))
        for rank, each in enumerate(known, start=1)
    )
