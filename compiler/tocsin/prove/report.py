"""What was proved of everything, and what was not, at places in the specs; as data that can be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from tocsin.source import Span

Kind = Literal["alert", "route", "notification", "mutants"]
KINDS: Final[tuple[Kind, ...]] = ("alert", "route", "notification")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One alert, one alert's way to its receivers, the texts of one receiver, or the mutants of the alerts of one name."""

    kind: Kind
    environment: str
    platform: str
    suite: str
    """What it belongs to: the object that holds the alert, `routes`, `notifications`."""
    name: str
    """`TargetDown (critical)`; empty for what is wrong with the tests of a whole object."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that stands out in a routing tree and is no failure."""

    code: str
    level: Literal["warning", "information"]
    message: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
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
    return asdict(report)


def from_data(data: Mapping[str, Any]) -> Report:
    """Return the report that `as_data` made this of."""
    return Report(
        outcomes=tuple(map(as_outcome, data["outcomes"])),
        remarks=tuple(Remark(**{**each, "span": Span(**each["span"])}) for each in data["remarks"]),
        tests=data["tests"],
        ran=0,
    )


def as_outcome(data: Mapping[str, Any]) -> Outcome:
    """Return the outcome that `asdict` made this of."""
    return Outcome(**{**data, "span": Span(**data["span"]), "problems": tuple(data["problems"])})


def places(outcomes: Sequence[Outcome]) -> dict[tuple[Span, str, str], list[Outcome]]:
    """Return outcomes by their place in the spec, name and what is said of them: one place has one in each environment."""
    found: dict[tuple[Span, str, str], list[Outcome]] = {}
    for each in outcomes:
        found.setdefault((each.span, each.name, "; ".join(each.problems) or each.unproved), []).append(each)
    return found
