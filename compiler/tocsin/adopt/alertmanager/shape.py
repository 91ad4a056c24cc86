"""The shape of an Alertmanager configuration, as far as it decides who is notified and when.

https://prometheus.io/docs/alerting/latest/configuration/
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, Strict, TypeAdapter

from tocsin.adopt.alertmanager.configuration import OBJECT_KEYS
from tocsin.adopt.leniency import AnyDuration, AnyText
from tocsin.section import Items, Section

_TRUTHS: Final = {"yes": True, "on": True, "y": True, "true": True, "no": False, "off": False, "n": False, "false": False}


def truth(given: object) -> object:
    """Return what Go's YAML, which is of version 1.1 there, takes for a truth."""
    return _TRUTHS.get(given.lower(), given) if isinstance(given, str) else given


def _nothing(empty: type) -> BeforeValidator:
    return BeforeValidator(lambda given: empty() if given is None else given)


Truth: TypeAlias = Annotated[bool, BeforeValidator(lambda given: False if given is None else truth(given))]
_Texts: TypeAlias = Annotated[tuple[AnyText, ...], Strict(strict=False), _nothing(list)]
_ByLabel: TypeAlias = Annotated[dict[str, AnyText], _nothing(dict)]
_List: TypeAlias = Annotated[Items[Any], _nothing(list)]


class RouteShape(Section):
    """A route."""

    receiver: AnyText | None = None
    match: _ByLabel = Field(default_factory=dict)
    match_re: _ByLabel = Field(default_factory=dict)
    matchers: _List = ()
    group_by: _Texts = ()
    group_wait: AnyDuration | None = None
    group_interval: AnyDuration | None = None
    repeat_interval: AnyDuration | None = None
    continue_: Truth = Field(default=False, alias="continue")
    mute_time_intervals: _Texts = ()
    active_time_intervals: _Texts = ()
    labels: Any = None
    routes: Annotated[Items[RouteShape], _nothing(list)] = ()


class InhibitShape(Section):
    """An inhibition."""

    name: AnyText | None = None
    source_match: _ByLabel = Field(default_factory=dict)
    source_match_re: _ByLabel = Field(default_factory=dict)
    source_matchers: _List = ()
    target_match: _ByLabel = Field(default_factory=dict)
    target_match_re: _ByLabel = Field(default_factory=dict)
    target_matchers: _List = ()
    equal: _Texts = ()


class ClockShape(Section):
    """A part of the day."""

    start_time: AnyText
    end_time: AnyText


class TimesShape(Section):
    """Times at which all of its conditions hold."""

    times: Annotated[Items[ClockShape], _nothing(list)] = ()
    weekdays: _Texts = ()
    days_of_month: _Texts = ()
    months: _Texts = ()
    years: _Texts = ()
    location: AnyText | None = None


class IntervalShape(Section):
    """A named set of times."""

    name: AnyText
    time_intervals: Annotated[Items[TimesShape], _nothing(list)] = ()


class ReceiverShape(Section):
    """A receiver; what it tells through is read by what the language has for it."""

    model_config = ConfigDict(extra="allow")

    name: AnyText


class Shape(Section):
    """A configuration."""

    global_: Annotated[dict[str, Any], _nothing(dict)] = Field(default_factory=dict, alias="global")
    route: RouteShape
    receivers: Annotated[Items[ReceiverShape], _nothing(list)] = ()
    inhibit_rules: Annotated[Items[InhibitShape], _nothing(list)] = ()
    time_intervals: Annotated[Items[IntervalShape], _nothing(list)] = ()
    mute_time_intervals: Annotated[Items[IntervalShape], _nothing(list)] = ()
    templates: _Texts = ()
    tracing: Any = None
    event_recorder: Any = None


@cache
def shape() -> TypeAdapter[Shape]:
    """Return what validates a configuration."""
    return TypeAdapter(Shape)


def plain(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `spec` of an AlertmanagerConfig under the keys of the configuration file; integrations stay as they are.

    https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1alpha1.AlertmanagerConfigSpec
    """
    found = {OBJECT_KEYS.get(key, key): value for key, value in spec.items()}
    for key in ("route", "inhibit_rules", "mute_time_intervals"):
        if key in found:
            found[key] = _renamed(found[key])
    return found


def _renamed(value: object) -> object:
    match value:
        case dict():
            renamed = {OBJECT_KEYS.get(key, key): _renamed(item) for key, item in value.items()}
            days = renamed.get("days_of_month")
            if isinstance(days, list):
                renamed["days_of_month"] = [_days(each) for each in days]
            return renamed
        case list():
            return [_renamed(item) for item in value]
        case _:
            return value


def _days(given: object) -> object:
    if not isinstance(given, dict) or not given.get("start"):
        return given
    return f"{given['start']}:{given['end']}" if given.get("end") else str(given["start"])
