"""The section `routing`: the tree that sends alerts to receivers, what silences what, and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from tocsin.section import DurationText, Items, LabelName, Section, Text, Where, mistake

_MONTH = r"(january|february|march|april|may|june|july|august|september|october|november|december|1[0-2]|[1-9])"
_DAY = r"-?(3[01]|[12][0-9]|[1-9])"
Days = Annotated[str, StringConstraints(pattern=rf"^{_DAY}(:{_DAY})?$")]
Months = Annotated[str, StringConstraints(pattern=rf"^{_MONTH}(:{_MONTH})?$")]
Years = Annotated[str, StringConstraints(pattern=r"^\d{4}(:\d{4})?$")]
_WEEKDAY = r"(monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
Weekdays = Annotated[str, StringConstraints(pattern=rf"^{_WEEKDAY}(:{_WEEKDAY})?$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class Timing(Section):
    """How notifications are grouped and repeated; what is not said is the parent's."""

    group_by: Annotated[Items[LabelName | Literal["..."]], Field(min_length=1)] | None = None
    """Alerts that agree in these labels share a notification; `["..."]` gives every alert one of its own."""
    group_wait: DurationText | None = None
    """How long a new group waits for more alerts (Alertmanager's default 30s)."""
    group_interval: DurationText | None = None
    """How long a group waits before it tells of new alerts (default 5m)."""
    repeat_interval: DurationText | None = None
    """How often a notification is repeated while alerts fire (default 4h)."""


class Route(Timing):
    """One branch: alerts that match go to its receiver."""

    when: Where
    """Which alerts: a condition for each label."""
    to: str | None = None
    """The receiver; default: the parent's."""
    continue_: bool = Field(default=False, alias="continue")
    """Whether later routes are tried too. Otherwise the first that matches wins."""
    mute: Items[str] = ()
    """Intervals in which it does not notify."""
    active: Items[str] = ()
    """Intervals in which alone it notifies."""
    routes: dict[str, Route] = Field(default_factory=dict)
    """Branches of this branch, tried in order."""

    @model_validator(mode="after")
    def _narrows(self) -> Route:
        if not self.when:
            raise mistake(
                "route/no-condition",
                "a route without a condition takes every alert",
                "say which alerts in `when:`, or make it the root's receiver",
            )
        return self


class Inhibition(Section):
    """While a source alert fires, target alerts with equal labels do not notify."""

    source: Where
    """The alerts that silence."""
    target: Where
    """The alerts that are silenced."""
    equal: Items[LabelName] = ()
    """Labels in which both must agree."""


class Interval(Section):
    """Times at which all of its conditions hold."""

    times: Items[Clock] = ()
    """Parts of the day: `09:00-17:00`; over midnight is allowed: `22:00-06:00`."""
    weekdays: Items[Weekdays] = ()
    """Days or ranges: `monday:friday`."""
    days_of_month: Items[Days] = ()
    """Days or ranges, negative from the end: `1:5`, `-3:-1`."""
    months: Items[Months] = ()
    """Months or ranges: `december`, `1:3`."""
    years: Items[Years] = ()
    """Years or ranges: `2026:2027`."""
    location: Text | None = None
    """Time zone, `Europe/Berlin`; default UTC."""


class Routing(Timing):
    """The routing tree's root, and what belongs to it."""

    receiver: str
    """Who gets what no route takes."""
    routes: dict[str, Route] = Field(default_factory=dict)
    """Branches, tried in order."""
    intervals: dict[str, Items[Interval]] = Field(default_factory=dict)
    """Named times, for `mute` and `active`."""
    inhibit: dict[str, Inhibition] = Field(default_factory=dict)
    """What silences what, besides the ladders' own."""
