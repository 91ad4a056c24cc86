"""Alerts, recordings, and the groups and objects they are delivered in."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tocsin import promql, source
from tocsin.drives import Drive
from tocsin.ir.script import Script
from tocsin.promql.ast import COMPARISONS
from tocsin.section import Guide
from tocsin.units import Unit


class Held(Struct, frozen=True, kw_only=True):
    """Something else that a condition reads: where it must be held for the alert to fire, and where it must not."""

    drive: Drive
    level: float
    against: float | None = None
    """A level at which the alert cannot fire; None: there is none, the value is compared with it."""
    bound: tuple[str, float] | None = None
    """Comparison operator and number of a guard."""


class Proof(Struct, frozen=True, kw_only=True):
    """How an alert can be proved: what brings its value to a level, and at which levels it fires."""

    drive: Drive
    bounds: tuple[tuple[str, float], ...]
    """Comparison operators and numbers; the alert fires when one of them holds for the value."""
    held: tuple[Held, ...] = ()
    within: tuple[tuple[str, float], ...] = ()
    """Comparison operators and numbers that must all hold besides: guards that read the value itself."""
    recorded: tuple[tuple[str, promql.Selector], ...] = ()
    """What is recorded for it: which part of the value, the whole when it has no name, and how the recording is read."""

    def fires(self, level: float | None) -> bool:
        """Tell whether the alert must fire when the value is `level`; None: when there is none."""
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
    at: source.Route
    limits: tuple[tuple[str, float], ...] = ()
    """Comparison operator and number, for threshold lines; empty when the condition has no fixed number."""
    keep_firing_for_ms: int = 0
    condition: str = ""
    """The condition in words: `above 100ms`."""
    besides: str = ""
    """What must hold besides, in words: `while vLLM running is 0`."""
    by: tuple[str, ...] = ()
    """Labels by which a threshold or an objective tells its values apart: of each it fires by itself."""
    goal: tuple[str, float] | None = None
    """Operator and number of what is aimed at: a line that no alert watches."""
    guide: Guide | None = None
    """What whoever is called should know, for its runbook page."""
    proof: Proof | None = None
    """How it can be proved; None: nobody can say what its value is made of, or its script says more."""
    script: Script | None = None
    """How it can be proved where one value and its limits do not say when it fires."""
    unproved: str = ""
    """Why it cannot be proved, in its author's words."""

    @property
    def when(self) -> str:
        """The whole of what it fires on, in words: `vLLM waiting above 0 while vLLM running is 0`."""
        return " ".join(part for part in (self.title, self.condition, self.besides) if part)


class Recording(Struct, frozen=True, kw_only=True):
    """A recording rule `record` = `expr`."""

    record: str
    expr: promql.Expr
    labels: Mapping[str, str]
    at: source.Route
    proof: Proof | None = None
    """Of a state, which is 0 while an alert with this proof would fire and otherwise 1; None: who reads the recording proves it."""

    @property
    def proved(self) -> Mapping[str, str]:
        """The labels of the series that its proof tells of: of several states that of one."""
        return self.labels if self.proof is None else {**self.proof.drive.labels(), **self.labels}


class RuleGroup(Struct, frozen=True, kw_only=True):
    """Rules that Prometheus evaluates in order, recordings before the alerts that read them."""

    name: str
    interval_ms: int
    """0: the server's own evaluation interval."""
    rules: tuple[Alert | Recording, ...]
    at: source.Route


class RuleObject(Struct, frozen=True, kw_only=True):
    """The groups of one model, one component, or the whole platform: one PrometheusRule, one rule file."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    groups: tuple[RuleGroup, ...]
    sources: tuple[str, ...]
    """The spec files that it comes from."""
    workload: str = ""
    """What runs the model or component in that namespace, as kubectl names it: `deployment/forecast`."""
    at: source.Route

    @property
    def rules(self) -> tuple[Alert | Recording, ...]:
        """The rules of all groups, in their order."""
        return tuple([rule for group in self.groups for rule in group.rules])

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Of these the alerts."""
        return tuple([rule for rule in self.rules if isinstance(rule, Alert)])

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """Of these the recordings."""
        return tuple([rule for rule in self.rules if isinstance(rule, Recording)])
