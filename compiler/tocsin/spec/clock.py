"""When something happens, by the clock of some place."""

from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from tocsin.regex import late
from tocsin.section import Text, mistake
from tocsin.spec.cron import DAY_MINUTES, parse_cron
from tocsin.spec.zone import zone


def _cron(text: str) -> str:
    read = parse_cron(text)
    if isinstance(read, str):
        code, remedy = "schedule/bad-cron", "write five fields, for example `0 4 * * 0`: Sundays at 04:00"
        if "TZ=" in text:
            code, remedy = "schedule/zone-in-cron", "write the zone as `timezone:`"
        elif time := _TIME.fullmatch(text):
            remedy = f"write `{int(time[2])} {int(time[1])} * * *`, which is {text} every day"
        raise mistake(code, f"`{text}` is no schedule: {read}", remedy)
    return text


_TIME: Final = late(r"([01]?\d|2[0-3]):([0-5]\d)")


def _zone(text: str) -> str:
    return zone(text, "schedule/unknown-time-zone")


CronText = Annotated[Text, AfterValidator(_cron)]
"""Minute, hour, day of the month, month and day of the week, or a word for them such as `@daily`."""

TimeZone = Annotated[str, AfterValidator(_zone)]
"""A time zone of the IANA database."""

_CLOCK: Final = "{:02}:{:02}"


def skipped_time(zone: str, minute: int, last: int) -> PydanticCustomError:
    """Return the mistake that something is to happen at a `minute` of the day that clocks skip in spring, up to the minute `last`."""
    clock, end = (_CLOCK.format(*divmod(each % DAY_MINUTES, 60)) for each in (minute, last + 1))
    remedy = f"choose {end} or later, or `UTC`"
    return mistake("schedule/skipped-time", f"in `{zone}` there is no {clock} on the day that summer begins", remedy)
