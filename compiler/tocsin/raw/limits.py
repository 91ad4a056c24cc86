"""The limits of thresholds, with what the values that they are compared with can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from tocsin import units
from tocsin.diagnostics import Remedy
from tocsin.finding import Checked
from tocsin.ir import Alert
from tocsin.promql import Aggregate, Selector
from tocsin.raw.known import Knowledge
from tocsin.raw.span_of_values import Span, span_of
from tocsin.source import KeyPath
from tocsin.units import Unit

_KEYS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    ">": (("above",), ("outside",), ("leak", "above")),
    "<": (("below",), ("outside",)),
    "==": (("equals",),),
}
_SHARES: Final = frozenset({"ratio", "percent"})
_PERCENT: Final = 100
_NAMES: Final = """
    clients connections containers errors events files gpus hosts inferences items jobs messages models nodes notifications observations
    operations packets pages pods predictions processes queries records replicas requests responses restarts rows samples streams threads
    tokens users
"""
_THINGS: Final = frozenset(_NAMES.split())
"""Units of which there are none or more: a threshold below that is never passed."""


class Compared(Struct, frozen=True):
    """One limit of one alert, in the unit of its metric."""

    alert: str
    unit: Unit
    values: Span
    at: KeyPath

    @property
    def share(self) -> bool:
        """Whether the values are parts of a whole."""
        return self.unit.dimension in _SHARES

    @property
    def open(self) -> bool:
        """Whether they have no greatest one."""
        return self.values.greatest == float("inf")

    @property
    def between(self) -> str:
        """Return what the values can be, in words."""
        least = f"nothing is below {units.show(self.values.least, self.unit)}"
        if self.open:
            return least
        return f"{least} or above {units.show(self.values.greatest, self.unit)}"


def compared(checked: Checked, wrong: Callable[[Span, str, float], bool]) -> Iterator[Compared]:
    """Yield the limits that are numbers, of thresholds whose least and greatest value are known, where they are `wrong` for these."""
    if not checked.sound:  # of limits that have to be mended the rest says nothing yet
        return
    knowledge: Knowledge | None = None
    for alert in checked.alerts:
        at_ends = [limit for _, limit in alert.limits if _at_an_end(limit, alert.unit)]
        # Of what is either 0 or 1 lowering tells.
        if not at_ends or alert.at[2:3] != ("thresholds",) or alert.unit.name == "bool":
            continue
        knowledge = knowledge or Knowledge(checked)
        values = span_of(alert.value, knowledge) or _of_things(alert, knowledge)
        for op, limit in alert.limits:
            at = _place(checked, alert, op) if values is not None and wrong(values, op, limit) else None
            if values is not None and at is not None:
                yield Compared(alert.name, alert.unit, values, at)


def in_percent(checked: Checked, each: Compared) -> Remedy | None:
    """Return the remedy for a share that was written in hundredths without saying so: nothing else is meant by a bare number above 1."""
    written = checked.resolved.origins.value(each.at)
    if each.unit.dimension == "ratio" and isinstance(written, int | float) and 1 < written < _PERCENT:
        return Remedy(f"write `{written}%`", given=str(written), instead=f"{written}%")
    return None


def _of_things(alert: Alert, knowledge: Knowledge) -> Span | None:
    """Return what a number of things can be; in a raw expression -1 may say that there is no limit, so that only thresholds are judged."""
    read = alert.value
    while isinstance(read, Aggregate):
        read = read.expr
    known = isinstance(read, Selector) and knowledge.of(read.metric) is not None
    return Span(0, float("inf"), or_nothing=True) if known and alert.unit.name in _THINGS else None


def _at_an_end(limit: float, unit: Unit) -> bool:
    """Tell whether a limit is not surely among the values: all that have ends have them at 0, and at 1 or where shares have."""
    return limit <= 0 or limit == 1 or (limit > 1 and unit.dimension in _SHARES)


def _place(checked: Checked, alert: Alert, op: str) -> KeyPath | None:
    """Return where the limit is written: `above`, or what it says of the alert's severity; None when it is elsewhere."""
    for path in _KEYS.get(op, ()):
        said = checked.resolved.origins.value((*alert.at, *path))
        step, key = (*path, alert.severity) if isinstance(said, Mapping) else path, path[-1]
        if checked.resolved.origins.value((*alert.at, *step)) is None:
            continue
        if key == "outside" and op == ">" and alert.unit.dimension == "ratio":
            return None  # what is good around 1 is a quotient of two, and no part of a whole
        side = (0 if op == "<" else 1,) if key == "outside" else ()
        return (*alert.at, *step, *side)
    return None
