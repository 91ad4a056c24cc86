"""Rule files of Prometheus, PrometheusRule objects and values of kube-prometheus-stack, read with the places of what stands in them.

https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/,
https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule and
https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, Self

from msgspec import Struct
from pydantic import Field, TypeAdapter, model_validator

from tocsin import promql
from tocsin.adopt.leniency import AnyDuration, AnyText
from tocsin.adopt.text_within import text_within
from tocsin.diagnostics import Diagnostic, Located
from tocsin.section import Items, Section, Text, mistake
from tocsin.source import Document, Fault, KeyPath, Span
from tocsin.spec.locate import locate_in, of_fault
from tocsin.spec.validate import validate

_KINDS: Final = frozenset({"PrometheusRule", "AlertingRule", "VMRule", "Rules", "ClusterRules", "GlobalRules"})
"""Objects whose `spec:` is a rule file: of prometheus-operator, OpenShift, VictoriaMetrics and Google's managed Prometheus."""
_GROUPS: Final = "groups"
_BEGIN: Final = re.compile(r"^[\s{\"]*groups\"?\s*:", re.MULTILINE)
_CHART: Final = "kube-prometheus-stack"
_IN_VALUES: Final = ("additionalPrometheusRulesMap", "additionalPrometheusRules", "serverFiles")
"""Where values of that chart have rules: in a mapping by name, or in a list. Of a chart that depends on it they stand below its name.
The chart `prometheus` has them in the files of its server."""
_LISTS: Final = frozenset({"List", "PrometheusRuleList", "ConfigMapList"})
_FILES: Final = (".yaml", ".yml", ".rules", ".json")


class Given(Struct, frozen=True, kw_only=True):
    """One rule as it was written."""

    name: str
    expr: promql.Expr
    alert: bool
    """Whether it is an alert; otherwise it records."""
    wait: str
    """How long its condition must hold, as a duration."""
    keeps: str
    """How long it goes on firing, as a duration; empty: not at all."""
    labels: dict[str, str]
    annotations: dict[str, str]
    group: str
    every: str
    """How often its group is evaluated; empty: as often as others."""
    settings: tuple[str, ...]
    """What else is said of its group."""
    span: Span
    """Where its name stands."""


def rules_in(document: Document) -> Iterator[Given | Located]:
    """Yield the rules of a document in their order, and everything that is wrong with them."""
    for at, groups in _groups(document.value, ()):
        yield from _read(document, at, groups)
    for at, text in _texts(document.value, ()):
        inner = text_within(document, text, at)
        if isinstance(inner, Fault):
            yield of_fault(inner)
        elif isinstance(inner.value, dict) and "kind" not in inner.value:
            yield from rules_in(inner)


def _texts(value: Any, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:  # noqa: ANN401  # whatever the file holds
    """Yield where a ConfigMap has files with rules, and what is in them."""
    if not isinstance(value, dict):
        return
    data, items = value.get("data"), value.get("items")
    if str(value.get("kind")) in _LISTS and isinstance(items, list):
        for index, item in enumerate(items):
            yield from _texts(item, (*at, "items", index))
    elif value.get("kind") == "ConfigMap" and isinstance(data, dict):
        for name, text in data.items():
            if isinstance(text, str) and str(name).endswith(_FILES) and _BEGIN.search(text):
                yield (*at, "data", name), text


def _groups(value: Any, at: KeyPath) -> Iterator[tuple[KeyPath, Any]]:  # noqa: ANN401  # whatever the file holds
    """Yield where `groups:` stands in a rule file, in an object, in each object of a list, and in a chart's values, and what they are."""
    if not isinstance(value, dict):
        return
    kind, items = str(value.get("kind")), value.get("items")
    if kind in _LISTS and isinstance(items, list):
        for index, item in enumerate(items):
            yield from _groups(item, (*at, "items", index))
    elif kind in _KINDS and isinstance(value.get("spec"), dict):
        yield (*at, "spec"), value["spec"].get(_GROUPS)
    elif kind == "HelmRelease" and isinstance(value.get("spec"), dict):
        yield from _groups(value["spec"].get("values"), (*at, "spec", "values"))
    elif "kind" not in value and _GROUPS in value:
        yield at, value[_GROUPS]
    elif "kind" not in value:
        for key in _IN_VALUES:
            given = value.get(key)
            named = given.items() if isinstance(given, dict) else enumerate(given) if isinstance(given, list) else ()
            for name, rules in named:
                yield from _groups(rules, (*at, key, name))
        yield from _groups(value.get(_CHART), (*at, _CHART))


def _read(document: Document, at: KeyPath, groups: object) -> Iterator[Given | Located]:
    read = validate(_kind(), {_GROUPS: groups}, at)
    if not isinstance(read, _Rules):
        yield from locate_in(read, document)
        return
    for index, group in enumerate(read.groups):
        for number, rule in enumerate(group.rules):
            route = (*at, _GROUPS, index, "rules", number)
            expr = promql.parse(rule.expr)
            if isinstance(expr, promql.ParseFailure):
                yield from locate_in([_unreadable(rule.expr, expr, (*route, "expr"))], document)
            else:
                yield Given(
                    name=rule.alert or rule.record or "",
                    expr=expr,
                    alert=rule.alert is not None,
                    wait=rule.for_,
                    keeps=rule.keep_firing_for or "",
                    labels=group.labels | rule.labels,
                    annotations=rule.annotations,
                    group=group.name,
                    every=group.interval or "",
                    settings=tuple(key for key in _SETTINGS if getattr(group, key) is not None),
                    span=document.span((*route, "record" if rule.alert is None else "alert")),
                )


def _unreadable(text: str, failure: promql.ParseFailure, at: KeyPath) -> Diagnostic:
    place = promql.trouble(text, failure.message)
    word = "" if place is None else text[slice(*place)]
    why, remedy = promql.reason(failure.message, word), promql.remedy(failure.message, word)
    return Diagnostic(code="adopt/bad-promql", message=why, help=remedy, at=at, within=place)


class _Rule(Section):
    alert: Text | None = None
    record: Text | None = None
    expr: AnyText
    for_: AnyDuration = Field(default="0s", alias="for")
    keep_firing_for: AnyDuration | None = None
    labels: dict[str, AnyText] = Field(default_factory=dict)
    annotations: dict[str, AnyText] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.alert is None) == (self.record is None):
            raise mistake("adopt/no-name", "a rule is an alert or records a series", "write one of `alert:` and `record:`")
        return self


class _Group(Section):
    name: str
    rules: Items[_Rule] = ()
    interval: AnyDuration | None = None
    labels: dict[str, AnyText] = Field(default_factory=dict)
    limit: Any = None
    query_offset: Any = None
    partial_response_strategy: Any = None
    # Of rulers: https://grafana.com/docs/mimir/latest/references/http-api/#set-rule-group
    evaluation_delay: Any = None
    source_tenants: Any = None
    align_evaluation_time_on_interval: Any = None


class _Rules(Section):
    groups: Items[_Group]


_SETTINGS: Final = tuple(key for key in _Group.model_fields if key not in {"name", "rules", "interval", "labels"})


@cache
def _kind() -> TypeAdapter[_Rules]:
    return TypeAdapter(_Rules)
