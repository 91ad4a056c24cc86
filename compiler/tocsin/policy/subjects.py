"""Hold policies about models, components and platforms against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tocsin.finding import Checked
from tocsin.policy.breach import Breach, unlike
from tocsin.source import KeyPath
from tocsin.spec.models import Component, Model

if TYPE_CHECKING:
    from tocsin.spec.policy import PlatformRule, SubjectRule


def of_subject(rule: SubjectRule, name: str, subject: Model | Component, checked: Checked, at: KeyPath) -> Iterator[Breach]:
    """Yield every way in which a model or component is not as `rule` asks."""
    platform = checked.resolved.spec.platform
    labels = {**platform.labels, **subject.labels}
    if rule.forbidden:
        yield Breach(what=f"there is `{name}`", remedy="remove it", at=at)
    yield from unlike("the name", rule.name, name, at)
    yield from unlike(f"the namespace of `{name}`", rule.namespace, subject.namespace or platform.namespace, (*at, "namespace"))
    yield from unlike(f"the owner of `{name}`", rule.owner, subject.owner or platform.owner, (*at, "owner"))
    yield from unlike(f"the runtime of `{name}`", rule.runtime, subject.runtime, (*at, "runtime"))
    for label, wanted in rule.labels.items():
        yield from unlike(f"the label `{label}` of `{name}`", wanted, labels.get(label), (*at, "labels", label))
    watched = {threshold.metric or key for key, threshold in subject.thresholds.items()}
    for metric in rule.watched:
        if metric not in watched:
            yield Breach(what=f"nothing watches `{metric}` of `{name}`", remedy=f"add `thresholds: {{{metric}: ...}}`", at=at)
    if rule.slos is not None and len(subject.slos) < rule.slos:
        yield Breach(what=f"`{name}` has {len(subject.slos)} objectives", remedy=f"write at least {rule.slos} in `slos:`", at=at)
    if rule.scraped and subject.scrape is None:
        yield Breach(what=f"nobody collects the metrics of `{name}`", remedy="add `scrape: {port: ...}`", at=at)
    if rule.probed and not subject.probes:
        yield Breach(what=f"nobody asks `{name}` from outside", remedy="add `probes:`", at=at)


def of_platform(rule: PlatformRule, checked: Checked, environments: Iterable[str]) -> Iterator[Breach]:
    """Yield every way in which a platform is not as `rule` asks; `environments` are those that it has."""
    platform = checked.resolved.spec.platform
    at: KeyPath = ("platform",)
    for key in ("name", "namespace", "owner", "runbooks"):
        yield from unlike(f"`{key}` of the platform", getattr(rule, key), getattr(platform, key), (*at, key))
    for label, wanted in rule.labels.items():
        yield from unlike(f"the label `{label}` of the platform", wanted, platform.labels.get(label), (*at, "labels", label))
    for index, severity in enumerate(platform.severities if rule.severities is not None else ()):
        if severity not in (rule.severities or ()):
            listed = ", ".join(f"`{each}`" for each in rule.severities or ())
            yield Breach(what=f"there is the severity `{severity}`", remedy=f"use some of {listed}", at=(*at, "severities", index))
    # One that is not understood is there all the same.
    for name in (rule.environments or ()) if checked.resolved.whole else ():
        if name not in set(environments):
            yield Breach(what=f"there is no environment `{name}`", remedy=f"write `environments: {{{name}: {{}}}}`", at=at)
