from msgspec.structs import replace

from emit.small_routing import CHILD, ROOT
from tocsin.routing.tree import hops

LEAF = replace(CHILD, name="leaf", matchers=(), receiver=None, mute=(), group_by=("model",), group_wait_ms=None, repeat_interval_ms=1000)
BRANCH = replace(CHILD, matchers=(), active=("days",), routes=(LEAF,))


def test_a_branch_inherits_what_it_does_not_say_but_no_interval() -> None:
    (hop,) = hops(replace(ROOT, routes=(BRANCH,)), lambda _: "")
    assert hop.name == "critical > leaf"
    assert (hop.receiver, hop.group_by) == ("pager", ("model",))
    assert (hop.group_wait_ms, hop.group_interval_ms, hop.repeat_interval_ms) == (0, 300_000, 1000)
    assert (hop.mute, hop.active) == ((), ())


def test_the_root_has_alertmanagers_defaults() -> None:
    bare = replace(ROOT, group_by=None, group_wait_ms=None, group_interval_ms=None, repeat_interval_ms=None)
    (hop,) = hops(bare, lambda _: "")
    assert (hop.name, hop.receiver, hop.group_by) == ("root", "operations", ())
    assert (hop.group_wait_ms, hop.group_interval_ms, hop.repeat_interval_ms) == (30_000, 300_000, 14_400_000)


def test_own_intervals_stay_with_the_arrival() -> None:
    (hop,) = hops(replace(ROOT, routes=(replace(BRANCH, routes=()),)), lambda _: "")
    assert (hop.mute, hop.active) == (("nights",), ("days",))
