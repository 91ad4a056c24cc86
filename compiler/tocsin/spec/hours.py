"""The section `hours` of a scaling: more replicas at the times when they are known to be needed."""

from heapq import merge
from itertools import islice, pairwise
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Field, model_validator

from tocsin.catalog.time_zones import time_zones
from tocsin.section import Section, mistake
from tocsin.spec.clock import CronText, TimeZone, skipped_time
from tocsin.spec.cron import fields, runs_of

_ENDS, _BEGINS = 0, 1  # of one minute the end comes first, as KEDA has it
_LOOKED_AT: Final = 10_000
"""How many beginnings and ends are looked at: seven years of two hours a day."""


def _some(given: object) -> object:
    if type(given) is int and given == 0:
        message, remedy = "hours ask for replicas, and these ask for none", "write `min: 0`, and say the hours in which there are some"
        raise mistake("scaling/hours-of-none", message, remedy)
    return given


class Hours(Section):
    """KEDA: at least so many replicas from one time until another; targets may ask for more."""

    from_: CronText = Field(alias="from")
    """When they begin: minute, hour, day of the month, month, day of the week. `30 7 * * 1-5` is half past seven from Monday to Friday:
    early enough for replicas to have started when they are needed."""
    until: CronText
    """When they end, written likewise. Then replicas go as fast as `down` lets them."""
    timezone: TimeZone = "UTC"
    """Time zone of both."""
    replicas: Annotated[int, Field(ge=1), BeforeValidator(_some)]
    """How many replicas there are meanwhile, at least."""

    @model_validator(mode="after")
    def _begins_and_ends(self) -> Self:
        if fields(self.from_).split() == fields(self.until).split():
            message = f"the hours begin and end at `{self.until}`"
            raise mistake("scaling/no-hours", message, "write a later time at `until`; for always there is `replicas: {min: …}`")
        begins, ends = runs_of(self.from_), runs_of(self.until)
        events = merge(((run, _BEGINS) for run in begins.runs()), ((run, _ENDS) for run in ends.runs()))
        if any(first == second == _BEGINS for (_, first), (_, second) in pairwise(islice(events, _LOOKED_AT))):
            message = f"`{self.from_}` begins again before `{self.until}` ends it, and KEDA counts from the last beginning"
            raise mistake("scaling/begins-again", message, "write as many beginnings as ends: `from: 0 8 * * 1-5`, `until: 0 18 * * 1-5`")
        for first, last in time_zones()[self.timezone]:
            for minute in (*begins.minutes, *ends.minutes):
                if first <= minute <= last:
                    raise skipped_time(self.timezone, minute, last)
        return self
