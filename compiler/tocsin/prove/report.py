"""What was proved of everything, and what was not, at places in the specs; as data that can be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from tocsin.source import Span

Kind = Literal["alert", "route", "notification", "mutants"]
KINDS: Final[tuple[Kind, ...]] = ("alert", "route", "notification")


class Outcome(Struct, frozen=True, kw_only=True):
    """One alert, one alert's way to its receivers, the texts of one receiver, or the mutants of the alerts of one name."""

    kind: Kind
    environment: str
    platform: str
    suite: str
    """What it belongs to: the object that holds the alert, `routes`, `notifications`."""
    name: str
    """`TargetDown (critical)`; empty for what is wrong with the tests of a whole object."""
    of: str = ""
    """Whose alert it is: the model or component."""
    windows: tuple[str, ...] = ()
    """Of an alert on a budget the two that it watches: several share a name."""
    span: Span
    problems: tuple[str, ...] = ()
    """What the judges found otherwise than the spec means it."""
    unproved: str = ""
    """Why nobody could judge it, empty when somebody did."""
    excused: bool = False
    """Whether the spec itself says why nobody can."""
    seconds: float = 0.0

    @property
    def proved(self) -> bool:
        """Return whether it was judged and nothing is wrong."""
        return not self.problems and not self.unproved


class Remark(Struct, frozen=True, kw_only=True):
    """Something that stands out in a routing tree and is no failure."""

    environment: str
    platform: str
    code: str
    message: str
    span: Span


class Report(Struct, frozen=True, kw_only=True):
    """All outcomes, in the order of the platforms and their rules."""

    outcomes: tuple[Outcome, ...]
    remarks: tuple[Remark, ...]
    tests: int
    """Groups of promtool tests, and how many of them were run now; the others have passed before, made of the same."""
    ran: int

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Return what is wrong."""
        return tuple(each for each in self.outcomes if each.problems)

    @property
    def unproved(self) -> tuple[Outcome, ...]:
        """Return what nothing proves, though nothing is known to be wrong with it."""
        return tuple(each for each in self.outcomes if each.unproved and not each.problems and not each.excused)

    @property
    def excused(self) -> tuple[Outcome, ...]:
        """Return what nothing proves for a reason that the spec says."""
        return tuple(each for each in self.outcomes if each.excused and not each.problems)

    def count(self, kind: Kind) -> tuple[int, int]:
        """Return how many of a kind are proved, and how many there are."""
        found = [each for each in self.outcomes if each.kind == kind and each.name]
        return sum(each.proved for each in found), len(found)


def as_data(report: Report) -> dict[str, Any]:
    """Return a report as data that JSON can hold."""
    data: dict[str, Any] = to_builtins(report)
    return data


def from_data(data: Mapping[str, Any]) -> Report:
    """Return the report that `as_data` made this of, of which nothing ran now."""
    return replace(convert(data, Report), ran=0)


def places(outcomes: Sequence[Outcome]) -> dict[tuple[Span, str, str], list[Outcome]]:
    """Return outcomes by their place in the spec, name and what is said of them: one place has one in each environment."""
    found: dict[tuple[Span, str, str], list[Outcome]] = {}
    for each in outcomes:
        found.setdefault((each.span, each.name, "; ".join(each.problems) or each.unproved), []).append(each)
    return found
