import pytest
from msgspec.structs import replace

from prove.routing.shop import route
from tocsin import ir
from tocsin.routing.weeks import never_notifies


def interval(name: str, *entries: dict[str, object]) -> ir.TimeInterval:
    return ir.TimeInterval(name=name, entries=entries, at=("routing", "intervals", name))


DAYS = interval("days", {"times": [{"start_time": "08:00", "end_time": "20:00"}]})
NIGHTS = interval("nights", {"times": [{"start_time": "00:00", "end_time": "08:00"}, {"start_time": "20:00", "end_time": "24:00"}]})
WEEKEND = interval("weekend", {"weekdays": ["saturday", "sunday"]})
WEEK = interval("week", {"weekdays": ["monday:friday"]})
NEVER = interval("never")
ABROAD = interval("abroad", {"times": [{"start_time": "00:00", "end_time": "08:00"}], "location": "Asia/Tokyo"})
YEAR = interval("year", {"years": ["2026:2027"]})
KNOWN = {each.name: each for each in (DAYS, NIGHTS, WEEKEND, WEEK, NEVER, ABROAD, YEAR)}


@pytest.mark.parametrize(
    ("mute", "active", "silent"),
    [
        (("days", "nights"), (), True),
        (("days", "weekend"), (), False),
        (("week", "weekend"), (), True),
        ((), ("never",), True),
        ((), ("days",), False),
        (("days",), ("days",), True),
        (("nights",), ("abroad",), False),
        (("year",), (), False),
        (("year",), ("year",), False),
        (("days", "nights"), ("abroad",), True),
        (("never",), (), False),
    ],
)
def test_a_route_whose_intervals_leave_no_time_never_notifies(mute: tuple[str, ...], active: tuple[str, ...], *, silent: bool) -> None:
    muted = replace(route("critical", "severity = critical"), mute=mute, active=active)
    assert never_notifies(muted, KNOWN) is silent
