"""Objects that would be too large for Kubernetes to store, because they hold something about every model or every team."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import promql
from tocsin.ir import Platform
from tocsin.lower.context import Context
from tocsin.routing.configuration import configuration, secret_data
from tocsin.source import KeyPath
from tocsin.yaml_writer import dumps

LARGEST_DATA: Final = 1_048_576
"""Bytes of all values of a ConfigMap or a Secret: MaxSecretSize in kubernetes/pkg/apis/core/types.go."""
LARGEST_RULES: Final = 524_288
"""Bytes of a PrometheusRule: https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/operator/rules.go"""


def check_sizes(context: Context, platform: Platform) -> None:
    """Find objects that are too large, each with what makes it smaller.

    Dashboards are measured where they are known, by `tocsin verify`.
    """
    for what, size, limit, remedy, at in _objects(platform):
        if size > limit:
            message = f"{what} would have {size:,} bytes, and Kubernetes takes {limit:,}"
            context.findings.add("object/too-large", message, remedy, at=at)


_Object = tuple[str, int, int, str, KeyPath]


def _objects(platform: Platform) -> Iterator[_Object]:
    yield from _secret(platform)
    yield from _modules(platform)
    yield from _health(platform)


def _secret(platform: Platform) -> Iterator[_Object]:
    routing = platform.routing
    if routing is None or platform.cluster.alertmanager_delivery != "secret":
        return
    if _surely_below(configuration(platform, routing, templates=""), LARGEST_DATA - _TEMPLATES):
        return
    size = sum(len(text.encode()) for text in secret_data(platform, routing).values())
    remedy = (
        "divide the platform into several, each with `alertmanager: {delivery: alertmanagerconfig}`, "
        "or let one receiver serve several teams"
    )
    yield "the Alertmanager's Secret", size, LARGEST_DATA, remedy, routing.at


def _modules(platform: Platform) -> Iterator[_Object]:
    content = {"modules": {module.name: dict(module.config) for module in platform.modules}}
    if platform.cluster.operator and platform.modules and not _surely_below(content, LARGEST_DATA):
        remedy = "divide the platform into several: each has a ConfigMap of its own"
        yield "the blackbox exporter's ConfigMap", len(dumps(content).encode()), LARGEST_DATA, remedy, platform.modules[0].at


def _health(platform: Platform) -> Iterator[_Object]:
    """Yield the share of what is healthy: with weights one expression names everybody, and a rule cannot be divided."""
    for rules in platform.rules if platform.cluster.operator else ():
        if rules.at[:2] == _HEALTH and len(rules.groups) > 1:
            size = max(len(promql.to_text(rule.expr).encode()) for rule in rules.groups[-1].rules)
            yield "the rule of the platform's health", size, LARGEST_RULES, "weigh all alike: remove `weights:`", rules.at


_HEALTH: Final[KeyPath] = ("platform", "health")


def _surely_below(content: object, limit: int) -> bool:
    """Tell whether `content` is so small that it need not be written to know that its YAML is, too."""
    return _WIDEST * len(repr(content)) < limit


_WIDEST: Final = 3
"""YAML has an indentation where Python has brackets, and a character of a text takes up to four bytes, but seldom more than one."""
_TEMPLATES: Final = 16_384
"""More than the notification templates take, which are in the Secret too."""
