"""Alerts, recordings, and the groups and objects they are delivered in."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tocsin import promql, source
from tocsin.conventions import LONG_WINDOW_LABEL, SHORT_WINDOW_LABEL
from tocsin.drives import Drive
from tocsin.ir.script import Script
from tocsin.promql.ast import COMPARISONS
from tocsin.section import Guide
from tocsin.threshold.band import Band
from tocsin.units import Unit


class Held(Struct, frozen=True, kw_only=True):
    """Another value that the condition of an alert reads: the level at which the alert can fire, and one at which it cannot."""

    drive: Drive
    level: float
    against: float | None = None
    """A level at which the alert cannot fire; None for a limit that is a metric: there is no such level."""
    bound: tuple[str, float] | None = None
    """Comparison operator and number of a guard; None for a limit."""

    @property
    def tells(self) -> bool:
        """Whether a proof can bring the guard to either side of its limit, which may be beyond what there can be."""
        if self.bound is None or self.against is None:
            return True
        (op, limit), (low, high) = self.bound, self.drive.domain
        holds = COMPARISONS[op](self.level, limit) and not COMPARISONS[op](self.against, limit)
        return holds and low <= self.level <= high and low <= self.against <= high


class Proof(Struct, frozen=True, kw_only=True):
    """How a test can prove an alert: the drive of its value, and at which levels it fires."""

    drive: Drive
    bounds: tuple[tuple[str, float], ...]
    """Comparison operators and numbers; the alert fires when one of them holds for the value."""
    held: tuple[Held, ...] = ()
    within: tuple[tuple[str, float], ...] = ()
    """Comparison operators and numbers that must all hold too: guards that read the value itself."""
    recorded: tuple[tuple[str, promql.Selector], ...] = ()
    """The recordings behind the value: the name of the part that each holds, empty for the whole, and the selector that reads it."""

    def fires(self, level: float | None) -> bool:
        """Tell whether the alert must fire when the value is `level`; None stands for no value."""
        return level is not None and self.counts(level) and any(COMPARISONS[op](level, limit) for op, limit in self.bounds)

    def counts(self, level: float) -> bool:
        """Tell whether the guards that read the value itself hold at `level`."""
        return all(COMPARISONS[op](level, limit) for op, limit in self.within)


class Alert(Struct, frozen=True, kw_only=True):
    """One alert of one severity. `value` is what is compared, `expr` the whole condition; `unit` is the unit of both sides."""

    name: str
    expr: promql.Expr
    value: promql.Expr
    unit: Unit
    for_ms: int
    severity: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    title: str
    """What is measured, for people: `latency p95`."""
    at: source.KeyPath
    limits: tuple[tuple[str, float], ...] = ()
    """Comparison operator and number, for threshold lines; empty when the condition has no fixed number."""
    keep_firing_for_ms: int = 0
    condition: str = ""
    """The condition in words: `above 100ms`."""
    besides: str = ""
    """The guards in words: `while vLLM running is 0`."""
    by: tuple[str, ...] = ()
    """Labels that tell several values of a threshold or an objective apart: the alert fires for each of them by itself."""
    goal: tuple[str, float] | None = None
    """Operator and number of a goal: a line in the panel that no alert watches."""
    guide: Guide | None = None
    """What the person on call should know, for the runbook page."""
    proof: Proof | None = None
    """None: it is not known which series its value is made of, or `script` proves it."""
    script: Script | None = None
    """The proof of an alert that does not simply fire when one value passes a limit."""
    unproved: str = ""
    """Why there is no proof, in its author's words."""
    band: Band | None = None
    """Where `value` is a distance from what is usual: what is how far from what."""

    @property
    def when(self) -> str:
        """The whole condition in words: `vLLM waiting above 0 while vLLM running is 0`."""
        return " ".join(part for part in (self.title, self.condition, self.besides) if part)

    @property
    def windows(self) -> tuple[str, ...]:
        """The windows by which the alerts of one objective are told apart, `5m` and `1h`; other alerts have none."""
        return tuple(self.labels[label] for label in (SHORT_WINDOW_LABEL, LONG_WINDOW_LABEL) if label in self.labels)


class Recording(Struct, frozen=True, kw_only=True):
    """A recording rule `record` = `expr`."""

    record: str
    expr: promql.Expr
    labels: Mapping[str, str]
    at: source.KeyPath
    proof: Proof | None = None
    """For a recorded state, which is 0 while an alert with this proof would fire and 1 otherwise; None: its readers' proofs cover it."""

    @property
    def proved(self) -> Mapping[str, str]:
        """The labels of the recorded series that the proof is about; with several states, of the first of them."""
        return self.labels if self.proof is None else {**self.proof.drive.labels(), **self.labels}


class RuleGroup(Struct, frozen=True, kw_only=True):
    """Rules that Prometheus evaluates in order, recordings before the alerts that read them."""

    name: str
    interval_ms: int
    """0: the server's own evaluation interval."""
    rules: tuple[Alert | Recording, ...]
    at: source.KeyPath


class RuleObject(Struct, frozen=True, kw_only=True):
    """The groups of one model, one component, or the whole platform: one PrometheusRule, one rule file."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    groups: tuple[RuleGroup, ...]
    sources: tuple[str, ...]
    """The spec files that it was made from."""
    workload: str = ""
    """The workload of the model or component, as kubectl names it: `deployment/forecast`."""
    at: source.KeyPath

    @property
    def rules(self) -> tuple[Alert | Recording, ...]:
        """The rules of all groups, in their order."""
        return tuple([rule for group in self.groups for rule in group.rules])

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The alerts among `rules`."""
        return tuple([rule for rule in self.rules if isinstance(rule, Alert)])

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """The recordings among `rules`."""
        return tuple([rule for rule in self.rules if isinstance(rule, Recording)])
