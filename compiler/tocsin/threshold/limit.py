"""The limits of a threshold: what is compared with, one for all severities or a ladder of them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from msgspec import Struct
from pydantic import AfterValidator, Discriminator, Field, Tag

from tocsin.section import Amount, DurationText, Section, mistake
from tocsin.section.naming import Word
from tocsin.units import Quantity

T = TypeVar("T")
Steps = Annotated[dict[Word, T], Field(min_length=1)]
"""One for each severity."""

Wait = DurationText | Steps[DurationText]
"""One duration, or one for each severity."""


class OtherMetric(Section):
    """The limit is another metric of the same unit."""

    metric: Word
    """The metric to compare with."""


def limit_form(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    """Return which form of limit `given` has: `#amount`, `#metric` or `#ladder` (no key of a spec starts so)."""
    if isinstance(given, dict):
        return "#metric" if "metric" in given else "#ladder"
    return "#metric" if isinstance(given, OtherMetric) else "#amount"


def _step_form(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "#metric" if isinstance(given, dict | OtherMetric) else "#amount"


Limit = Annotated[Annotated[Amount, Tag("#amount")] | Annotated[OtherMetric, Tag("#metric")], Discriminator(_step_form)]
Ladder = Annotated[
    Annotated[Amount, Tag("#amount")] | Annotated[OtherMetric, Tag("#metric")] | Annotated[Steps[Limit], Tag("#ladder")],
    Discriminator(limit_form),
]
"""One limit, or one for each severity."""


def _amounts_form(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "#ladder" if isinstance(given, dict) else "#amount"


Amounts = Annotated[Annotated[Amount, Tag("#amount")] | Annotated[Steps[Amount], Tag("#ladder")], Discriminator(_amounts_form)]
"""One limit that no metric can be, or one for each severity."""


def amounts(given: object) -> tuple[Quantity, ...]:
    """Return the amounts of a limit or a ladder, in the order written."""
    steps = given.values() if isinstance(given, Mapping) else (given,)
    return tuple(step for step in steps if isinstance(step, Quantity))


class Bound(Struct, frozen=True, kw_only=True):
    """A value is bad when `op` holds between it and the limit."""

    op: Literal[">", ">=", "<", "<=", "=="]
    limit: Quantity | OtherMetric


class Step(Struct, frozen=True, kw_only=True):
    """One step of a ladder: any of its bounds makes an alert of this severity (None: the threshold's)."""

    severity: str | None
    bounds: tuple[Bound, ...]
    path: tuple[str, ...]
    """Where in the threshold it was written."""


def ladder(
    given: Quantity | OtherMetric | Mapping[str, Quantity | OtherMetric], key: str, op: Literal[">", ">=", "<", "<=", "=="]
) -> tuple[Step, ...]:
    """Return the steps of a limit written at `key`."""
    if isinstance(given, Mapping):
        return tuple(
            Step(severity=severity, bounds=(Bound(op=op, limit=limit),), path=(key, severity)) for severity, limit in given.items()
        )
    return (Step(severity=None, bounds=(Bound(op=op, limit=given),), path=(key,)),)


def _positive(given: T) -> T:
    for limit in amounts(given):
        if limit.amount <= 0:
            message = f"what is measured is never below 0, so `{limit.text}` says nothing"
            raise mistake("threshold/impossible-limit", message, "write more than 0")
    return given


POSITIVE = AfterValidator(_positive)
"""Of limits of something that is 0 or more: only above that they say something."""


def _not_negative(given: T) -> T:
    for limit in amounts(given):
        if limit.amount < 0:
            message = f"what is measured is never below 0, so `{limit.text}` says nothing"
            raise mistake("threshold/impossible-limit", message, "write 0 or more")
    return given


NOT_NEGATIVE = AfterValidator(_not_negative)
"""Of limits of what can be 0 and should be."""
