"""A limit on how many standard deviations a value is away from its own mean: what is unusual, whatever is usual.

The score is z = (value - mean) / deviation, each of the last `over`, or of the same time in earlier seasons:
https://about.gitlab.com/blog/anomaly-detection-using-prometheus/
Two things differ from there. The deviation is at least `least`, so that a flat line that moves a little does not page. And the
history ends before what is judged begins: n samples are never more than sqrt(n - 1) deviations away from a mean that they are
part of (Shiffler, 1988, https://doi.org/10.1080/00031305.1988.10475530), and a limit beyond that would never be reached.
"""

import math
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from tocsin import units
from tocsin.drives import Drive, Rolling, Seasonal
from tocsin.duration import parse_duration
from tocsin.measures import Measure
from tocsin.promql import Binary, Call, Expr, Number, Subquery, add, subtract
from tocsin.section import Amount, Period, Section, mistake
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.band import Band
from tocsin.threshold.limit import POSITIVE, Amounts, Step, amounts, ladder
from tocsin.threshold.refusal import NO_SINGLE_VALUE, Refusal, unit_mismatch
from tocsin.units import UNITS, Unit

# How far beyond the limits a proof must be able to go.
_FARTHER = 1.2


class Anomaly(Section):
    """How unusual, in comparison with which past."""

    deviations: Annotated[Amounts, POSITIVE]
    """Bad when more than so many standard deviations away from the mean."""
    over: Period
    """How much of the past tells what is usual; with `season`, how much of each season, around the same time."""
    least: Amount
    """The least standard deviation, in the metric's unit: less than this is never unusual."""
    season: Period | None = None
    """Compare with the same time a season ago: `1d`, `1w`."""
    seasons: Annotated[int, Field(ge=1, le=10)] = 3
    """With how many earlier seasons; nothing is said before as many have passed."""
    direction: Literal["both", "above", "below"] = "both"
    """On which side of the mean it is bad."""

    @model_validator(mode="after")
    def _history(self) -> Self:
        if self.least.amount <= 0:
            message = f"of a flat line, `least: {self.least.text}` makes every change unusual"
            raise mistake("threshold/no-least-deviation", message, "write the least deviation that matters")
        if self.season is None and "seasons" in self.model_fields_set:
            raise mistake("threshold/no-season", "`seasons` needs to know how long one is", "add `season: 1w`, or remove `seasons`")
        if self.season is not None and 2 * (parse_duration(self.over) or 0) > (parse_duration(self.season) or 0):
            remedy = "use at most half the season, for example `1h` of `1d`"
            raise mistake(
                "threshold/window-beyond-season", f"`over: {self.over}` of a season of {self.season} is not one time of it", remedy
            )
        return self


class Kind(Threshold):
    """A limit on how unusual a value is."""

    KEYS: ClassVar = ("anomaly",)
    LEVEL: ClassVar = False

    anomaly: Anomaly
    """How unusual, in comparison with which past: `{deviations: 3, over: 1d, least: 10ms}`."""

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""
        return tuple(
            Step(severity=step.severity, bounds=step.bounds, path=("anomaly", *step.path))
            for step in ladder(self.anomaly.deviations, "deviations", ">")
        )

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal:  # noqa: ARG002  # one metric is enough
        """Return the distance from the mean in standard deviations."""
        anomaly = self.anomaly
        read = self.history(measure, window_ms=window_ms, low=anomaly.direction == "below")
        if read is None:
            return NO_SINGLE_VALUE
        operation, now = read
        least = units.convert(anomaly.least, measure.unit)
        if least is None:
            return unit_mismatch(measure, anomaly.least, ("anomaly", "least"))
        if anomaly.season is None:
            mean, deviation = self._rolling(now, past_ms=window_ms + self.longest_wait_ms())
            usual, name = f"the mean of {anomaly.over}", anomaly.over
        else:
            season_ms = parse_duration(anomaly.season) or 0
            mean, deviation = self._seasonal(now, season_ms=season_ms)
            when = f"{anomaly.season} earlier" if anomaly.seasons == 1 else f"in the last {anomaly.seasons} seasons of {anomaly.season}"
            usual, name = f"the mean at this time {when}", f"{anomaly.over}_{anomaly.season}"
        distance: Expr = subtract(mean, now) if anomaly.direction == "below" else subtract(now, mean)
        if anomaly.direction == "both":
            distance = Call("abs", (distance,))
        # Which side it is on, the value does not tell.
        side = {"both": "up or down from", "above": "above", "below": "below"}[anomaly.direction]
        apart = Call("clamp_min", (deviation, Number(least)))
        sides = ("above", "below") if anomaly.direction == "both" else (anomaly.direction,)
        return Reading(
            value=Binary("/", distance, apart),
            unit=UNITS["deviations"],
            title="",
            operation=f"deviations{name}",
            qualifier=f"{side} {usual}",
            drive=self._drive(measure, least, window_ms=window_ms),
            band=Band(value=now, mean=mean, deviation=apart, unit=measure.unit, sides=sides),
            records=((operation, now), (f"mean{name}", mean), (f"deviation{name}", deviation)),
        )

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "Anomaly"

    def caption(self, title: str) -> str:
        """Return that more is seen than the metric, or, of several values told apart, no value of it."""
        return f"{title} in deviations" if self.by else f"{title} and what is usual"

    def windows(self) -> Mapping[tuple[str, ...], str]:
        """Return the window of the mean."""
        return {("anomaly", "over"): self.anomaly.over}

    def _drive(self, measure: Measure, least: float, *, window_ms: int) -> Drive | None:
        """Return what brings the value so many deviations away from a mean; they are twice the least, where the past can tell."""
        anomaly = self.anomaly
        now = self.driven(measure, window_ms=window_ms, low=anomaly.direction == "below")
        farthest = max(float(limit.amount) for limit in amounts(anomaly.deviations)) * _FARTHER
        if now is None:
            return None
        # Windows that are longer than the steps of a proof blur what is told of the past.
        sharp = anomaly.season is not None or 2 * now.settle_ms <= self._shortest_wait_ms()
        usual = _spread(anomaly.seasons if anomaly.season is not None else 4 if sharp else 1)
        deviation = 2 * least if any(usual) else least
        low, high = now.domain
        mean, room = max(low, 0.0), deviation * max(farthest, 2.0)
        # From 0 nothing goes down, and nobody sees whether it is taken away; but a rate that began with the world has no other past.
        tells = (sharp or not now.fills_ms) and mean + room + deviation * farthest <= high
        if any(usual) or anomaly.direction == "below" or tells:
            mean += room
        if mean + deviation * farthest > high or (mean and now.fills_ms and not sharp):
            return None
        unit = -deviation if anomaly.direction == "below" else deviation
        # A rate that began with the world is not always the same.
        flat = unit * least / deviation if any(usual) and not now.fills_ms else None
        nearest = 0.0 if anomaly.direction == "both" else -math.inf
        over_ms = parse_duration(anomaly.over) or 0
        if anomaly.season is None:
            ends_ms = window_ms + self.longest_wait_ms()
            return Rolling(
                now=now, origin=mean, unit=unit, least=nearest, usual=usual, flattened=flat, ends_ms=ends_ms, over_ms=over_ms
            )  # fmt: skip
        season_ms = parse_duration(anomaly.season) or 0
        return Seasonal(
            now=now, origin=mean, unit=unit, least=nearest, usual=usual, flattened=flat, season_ms=season_ms, over_ms=over_ms
        )  # fmt: skip

    def _shortest_wait_ms(self) -> int:
        given = self.for_.values() if isinstance(self.for_, Mapping) else (self.for_,)
        return min((parse_duration(each) or 0 for each in given), default=0)

    def _rolling(self, now: Expr, *, past_ms: int) -> tuple[Expr, Expr]:
        past = Subquery(now, parse_duration(self.anomaly.over) or 0, offset_ms=past_ms)
        return Call("avg_over_time", (past,)), Call("stddev_over_time", (past,))

    def _seasonal(self, now: Expr, *, season_ms: int) -> tuple[Expr, Expr]:
        """Return mean and deviation of all samples around this time of each season: the deviation within them and between them."""
        over_ms = parse_duration(self.anomaly.over) or 0
        offsets = [season * season_ms - over_ms // 2 for season in range(1, self.anomaly.seasons + 1)]
        windows = [Subquery(now, over_ms, offset_ms=offset) for offset in offsets]
        means: list[Expr] = [Call("avg_over_time", (window,)) for window in windows]
        squares = [Binary("^", mean, Number(2.0)) for mean in means]
        variances: list[Expr] = [Call("stdvar_over_time", (window,)) for window in windows]
        mean = self._shared(means)
        variance = subtract(self._shared([*variances, *squares]), Binary("^", mean, Number(2.0)))
        # Of equal samples the difference of the squares may be less than nothing, by a rounding.
        return mean, Call("sqrt", (Call("clamp_min", (variance, Number(0.0))),))

    def _shared(self, parts: Sequence[Expr]) -> Expr:
        """Return the sum of what there is of each season, divided by their number."""
        total = reduce(add, parts)
        return total if self.anomaly.seasons == 1 else Binary("/", total, Number(float(self.anomaly.seasons)))


def _spread(count: int) -> tuple[float, ...]:
    """Return numbers whose mean is 0 and whose standard deviation is 1, except of one alone."""
    pairs, odd = divmod(count, 2)
    apart = math.sqrt(count / (count - odd)) if pairs else 0.0
    return (*((-apart, apart) * pairs), *((0.0,) * odd))
