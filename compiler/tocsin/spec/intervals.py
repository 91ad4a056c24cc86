"""The section `routing.intervals`: times of the day, the week and the year, as Alertmanager takes them when it starts."""

from collections.abc import Callable
from typing import Annotated, Final, Self

from pydantic import AfterValidator, StringConstraints, model_validator

from tocsin.section import Distinct, Section, Text, mistake
from tocsin.spec.zone import zone

MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = r"(january|february|march|april|may|june|july|august|september|october|november|december|1[0-2]|[1-9])"
_DAY = r"-?(3[01]|[12][0-9]|[1-9])"


def _ordered(number: Callable[[str], int]) -> AfterValidator:
    """Return what refuses a range that ends before it begins, as Alertmanager does when it starts."""

    def check(text: str) -> str:
        first, _, last = text.partition(":")
        if last and number(first) > number(last):
            raise mistake("routing/range-inverted", f"`{text}` ends before it begins", "write two ranges, or exchange the two")
        return text

    return AfterValidator(check)


def _day(text: str) -> int:
    # Days from the end are counted in the shortest month, as Alertmanager does:
    # https://github.com/prometheus/alertmanager/blob/main/timeinterval/timeinterval.go
    return int(text) if int(text) > 0 else _SHORTEST_MONTH + int(text)


def _same_end(text: str) -> str:
    first, _, last = text.partition(":")
    if first.startswith("-") and last and not last.startswith("-"):
        raise mistake("routing/range-inverted", f"`{text}` begins at the end of one month", "count both from the end, or write two ranges")
    return text


def month(text: str) -> int:
    """Return the number of a month that is given by its name or number."""
    return int(text) if text.isdecimal() else MONTHS.index(text) + 1


_SHORTEST_MONTH: Final = 28
Days = Annotated[str, StringConstraints(pattern=rf"^{_DAY}(:{_DAY})?$"), AfterValidator(_same_end), _ordered(_day)]
Months = Annotated[str, StringConstraints(pattern=rf"^{_MONTH}(:{_MONTH})?$"), _ordered(month)]
Years = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(:[0-9]{4})?$"), _ordered(int)]
_WEEKDAY = r"(monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
Weekdays = Annotated[str, StringConstraints(pattern=rf"^{_WEEKDAY}(:{_WEEKDAY})?$")]
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"


def _lasting(text: str) -> str:
    if text[:5] == text[6:]:
        raise mistake("routing/no-time", f"`{text}` lasts no time", "write a later end; the whole day is `00:00-24:00`")
    return text


Clock = Annotated[str, StringConstraints(pattern=rf"^{_TIME}-({_TIME}|24:00)$"), AfterValidator(_lasting)]


def _zone(text: str) -> str:
    return text if text == "Local" else zone(text, "routing/unknown-time-zone")


TimeZone = Annotated[Text, AfterValidator(_zone)]


class Interval(Section):
    """Times at which all of its conditions hold."""

    times: Distinct[Clock] = ()
    """Parts of the day: `09:00-17:00`; over midnight is allowed: `22:00-06:00` belongs to the day on which it
    begins, so that with `weekdays: [friday]` it ends on Saturday morning."""
    weekdays: Distinct[Weekdays] = ()
    """Days or ranges: `monday:friday`."""
    days_of_month: Distinct[Days] = ()
    """Days or ranges, negative from the end: `1:5`, `-3:-1`."""
    months: Distinct[Months] = ()
    """Months or ranges: `december`, `1:3`."""
    years: Distinct[Years] = ()
    """Years or ranges: `2026:2027`."""
    location: TimeZone | None = None
    """Time zone, `Europe/Berlin`; default UTC."""

    @model_validator(mode="after")
    def _narrows(self) -> Self:
        if not (self.times or self.weekdays or self.days_of_month or self.months or self.years):
            remedy = "write one of `times:`, `weekdays:`, `days_of_month:`, `months:`, `years:`"
            raise mistake("routing/no-time", "an interval without a condition is always", remedy)
        return self
