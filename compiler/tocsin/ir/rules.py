"""Alerts, recordings, and the groups and objects they are delivered in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tocsin import promql, source
from tocsin.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert of one severity. `value` is what is compared, `expr` the whole condition; `unit` is the unit of both sides."""

    name: str
    expr: promql.Expr
    value: promql.Expr
    unit: Unit
    limits: tuple[tuple[str, float], ...]
    """Comparison operator and number, for threshold lines; empty when the condition has no fixed number."""
    for_ms: int
    keep_firing_for_ms: int
    severity: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    title: str
    """What is measured, for people: `latency p95`."""
    at: source.Route
    condition: str = ""
    """The condition in words: `above 100ms`."""
    goal: tuple[str, float] | None = None
    """Operator and number of what is aimed at: a line that no alert watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording rule `record` = `expr`."""

    record: str
    expr: promql.Expr
    labels: Mapping[str, str]
    at: source.Route


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleGroup:
    """Rules that Prometheus evaluates in order, recordings before the alerts that read them."""

    name: str
    interval_ms: int
    """0: the server's own evaluation interval."""
    rules: tuple[Alert | Recording, ...]
    at: source.Route


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleObject:
    """The groups of one model, one component, or the whole platform: one PrometheusRule, one rule file."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    groups: tuple[RuleGroup, ...]
    sources: tuple[str, ...]
    """The spec files that it comes from."""
    at: source.Route
