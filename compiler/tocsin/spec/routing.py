"""The section `routing`: the tree that sends alerts to receivers, what silences what, and when."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tocsin.section import Distinct, DurationText, Items, LabelName, Period, Section, mistake
from tocsin.section.matching import Where
from tocsin.section.naming import Word
from tocsin.spec.intervals import Interval

ALL_LABELS: Final = "..."


def _wildcard_alone(labels: tuple[str, ...]) -> tuple[str, ...]:
    if ALL_LABELS in labels and len(labels) > 1:
        remedy = f'keep `["{ALL_LABELS}"]`, or remove it'
        raise mistake("routing/all-and-some-labels", f"`{ALL_LABELS}` stands for all labels already", remedy)
    return labels


class Timing(Section):
    """How notifications are grouped and repeated; what is not said is the parent's."""

    group_by: Annotated[Distinct[LabelName | Literal["..."]], Field(min_length=1), AfterValidator(_wildcard_alone)] | None = None
    """Alerts that agree in these labels share a notification; `["..."]` gives every alert one of its own."""
    group_wait: DurationText | None = None
    """How long a new group waits for more alerts (Alertmanager's default 30s)."""
    group_interval: Period | None = None
    """How long a group waits before it tells of new alerts (default 5m)."""
    repeat_interval: Period | None = None
    """How often a notification is repeated while alerts fire (default 4h)."""


class Route(Timing):
    """One branch: alerts that match go to its receiver."""

    when: Where
    """Which alerts: a condition for each label."""
    to: Word | None = None
    """The receiver; default: the parent's."""
    continue_: bool = Field(default=False, alias="continue")
    """Whether later routes are tried too. Otherwise the first that matches wins."""
    mute: Distinct[Word] = ()
    """Intervals in which it does not notify. Its branches say their own, or `[]`."""
    active: Distinct[Word] = ()
    """Intervals in which alone it notifies. Its branches say their own, or `[]`."""
    routes: dict[Word, "Route"] = Field(default_factory=dict)
    """Branches of this branch, tried in order."""

    @model_validator(mode="after")
    def _narrows(self) -> Self:
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
    equal: Distinct[LabelName] = ()
    """Labels in which both must agree."""

    @model_validator(mode="after")
    def _narrows(self) -> Self:
        if not self.source or not self.target:
            side = "target" if self.source else "source"
            remedy = f"say which alerts in `{side}:`"
            raise mistake("routing/inhibits-everything", f"`{side}` without a condition is every alert", remedy)
        return self


class Routing(Timing):
    """The routing tree's root, and what belongs to it."""

    receiver: Word
    """Who gets what no route takes."""
    group_by: Annotated[Distinct[LabelName | Literal["..."]], AfterValidator(_wildcard_alone)] | None = None
    """Alerts that agree in these labels share a notification; `["..."]` gives every alert one of its own, `[]` puts all into one.
    Default: `[alertname, platform, environment, namespace, model, subject, severity]`, what is wrong with one model or component, and
    how badly."""
    routes: dict[Word, Route] = Field(default_factory=dict)
    """Branches, tried in order."""
    intervals: dict[Word, Annotated[Items[Interval], Field(min_length=1)]] = Field(default_factory=dict)
    """Named times, for `mute` and `active`."""
    inhibit: dict[Word, Inhibition] = Field(default_factory=dict)
    """What silences what, besides what the compiler knows: a graver step the lesser ones of its ladder, a probe that fails the same model's
    target that is down, and a target that is down what it no longer serves."""
