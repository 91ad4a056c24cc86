"""An objective with everything that follows from it: its budget, its windows, and the names of what is recorded for it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from tocsin import promql
from tocsin.conventions import NAMESPACE_LABEL, SLO_LABEL, words
from tocsin.duration import format_duration
from tocsin.lower.context import milliseconds
from tocsin.lower.slos.windows import Pair, pairs_of, shortest_of
from tocsin.lower.subject import Subject
from tocsin.source import KeyPath
from tocsin.spec.slos import Slo, share_of


class Objective(Struct, frozen=True, kw_only=True):
    """One objective of one model or component."""

    name: str
    spec: Slo
    share: Decimal
    """Which share of events must be good."""
    period_ms: int
    base_ms: int
    """The window over which events are recorded: the shortest of the period, also where no alert has it."""
    pairs: tuple[Pair, ...]
    labels: Mapping[str, str]
    """Of everything that is recorded for it."""
    at: KeyPath
    by: tuple[str, ...] = ()
    """Labels that tell its budgets apart, which what is recorded has besides."""

    @property
    def budget(self) -> Decimal:
        """Return which share of events may be bad."""
        return 1 - self.share

    @property
    def on_time(self) -> bool:
        """Tell whether time is good or bad, and not events."""
        return self.spec.bound() is not None

    @property
    def windows_ms(self) -> tuple[int, ...]:
        """Return the windows in which the share of bad events is recorded, the shortest first."""
        return tuple(sorted({self.base_ms} | {window for pair in self.pairs for window in (pair.short_ms, pair.long_ms)}))

    def for_each(self, by: tuple[str, ...]) -> Objective:
        """Return the objective with a budget for each value of the labels `by`; its own label `namespace` gives way to one of these."""
        return replace(self, by=by, labels={key: value for key, value in self.labels.items() if key != NAMESPACE_LABEL or key not in by})

    def dimensions(self, by: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Pair the labels `by` with the dimensions that the author asked for, which are the words people know."""
        asked = tuple(dict.fromkeys(self.spec.by))
        return tuple(zip(asked if len(asked) == len(by) else by, by, strict=True))

    @property
    def whose(self) -> str:
        """Return in words what has a budget each, `tenant and route`; empty when there is one budget."""
        return " and ".join([words(dimension) for dimension, _ in self.dimensions(self.by)])

    def limit(self, pair: Pair) -> float:
        """Return the share of bad events at which a pair alerts."""
        return float(pair.factor * self.budget)

    def exhaustion_ms(self, pair: Pair) -> int:
        """Return how long a full budget lasts at the rate of a pair."""
        return round(self.period_ms / pair.factor)

    def recorded(self, name: str) -> promql.Selector:
        """Return the series that is recorded as `name`."""
        return promql.Selector(name, tuple(promql.Matcher(label, "=", value) for label, value in sorted(self.labels.items())))

    def events(self) -> str:
        """Return the name of the recording of all events: `slo:events:rate5m`."""
        return f"slo:events:rate{format_duration(self.base_ms)}"

    def bad_events(self) -> str:
        """Return the name of the recording of the bad events: `slo:bad_events:rate5m`."""
        return f"slo:bad_events:rate{format_duration(self.base_ms)}"


def error_share(window_ms: int) -> str:
    """Return the name of the recording of the share of bad events in a window, as Sloth calls it.

    >>> error_share(300_000)
    'slo:sli_error:ratio_rate5m'
    """
    return f"slo:sli_error:ratio_rate{format_duration(window_ms)}"


def objectives(subject: Subject) -> tuple[Objective, ...]:
    """Return the objectives of `subject`, in the order of the spec."""
    found: list[Objective] = []
    for name, spec in subject.spec.slos.items():
        share = share_of(spec.objective) if spec.objective is not None else None
        if share is None:
            raise AssertionError("validated: an objective is a share")
        found.append(
            Objective(
                name=name,
                spec=spec,
                share=share,
                period_ms=milliseconds(spec.period),
                base_ms=shortest_of(spec.period),
                pairs=pairs_of(spec.period, budget=1 - share),
                labels={**subject.identity, SLO_LABEL: name},
                at=(*subject.at, "slos", name),
            )
        )
    return tuple(found)
