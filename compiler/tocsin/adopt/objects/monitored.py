"""What a ServiceMonitor or PodMonitor selects, and its one endpoint: what the two kinds have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from tocsin.adopt.objects import endpoint
from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.running import Around
from tocsin.adopt.objects.said import Reason, Said
from tocsin.source import KeyPath

VERSION: Final = "monitoring.coreos.com/v1"
_INFERENCE_SERVICE: Final = "serving.kserve.io/inferenceservice"
_NAMED: Final = ("app.kubernetes.io/instance", "app", "app.kubernetes.io/name", "k8s-app", "name")
"""Labels whose value is usually the name of what runs."""


def reasons(field: str) -> Mapping[tuple[str, ...], Reason]:
    """Return why parts of a monitor are otherwise, whose endpoints are in `field`."""
    return {
        ("namespaceSelector",): Reason(text="what is monitored is in one namespace"),
        ("selector",): Reason(text="it is selected by labels with one value each"),
        **{(field, *path[1:]): reason for path, reason in endpoint.REASONS.items()},
    }


def upgraded(found: Found) -> Mapping[str, Any]:
    """Return its spec with the namespace that is looked at, which is its own where nothing is said."""
    own = {"matchNames": [found.namespace]}
    return {**found.spec, "namespaceSelector": found.spec.get("namespaceSelector") or own}


def said(found: Found, spec: Mapping[str, Any], field: str, *, through: str) -> Said:
    """Return what it says of what it scrapes."""
    endpoints = plain(spec, field)[field]
    names = spec["namespaceSelector"].get("matchNames") or [found.namespace]
    labels = spec["selector"].get("matchLabels") or {}
    words: dict[str, Any] = endpoint.said(endpoints[0]) if endpoints else {}
    job_label = {"job_label": spec["jobLabel"]} if spec.get("jobLabel") else {}
    return Said(
        section="scrape",
        value={**words, "through": through, **job_label},
        workload={**_workload(labels), "labels": dict(labels)},
        name=found.name,
        namespace=names[0],
        called=tuple(_called(found, labels)),
        unsaid=tuple(_unsaid(spec, field, labels)),
    )


def running(said: Said, found: Found, around: Around) -> Said:
    """Return what a monitor says with what it is known to select, or is taken to: which workload, behind which Service."""
    namespace, labels = said.namespace or found.namespace, said.workload["labels"]
    pods = found.kind == "PodMonitor"
    service = None if pods else around.service(namespace, labels)
    known = {key: value for key, value in said.workload.items() if key != "labels"}
    behind = labels if pods else service.selector if service is not None else {}
    workload = known or around.workload(namespace, behind) or around.scaled(namespace, said.called)
    guessed: list[tuple[KeyPath, str]] = []
    if not workload:
        workload = {"deployment": said.called[0]}
        remedy = "name its manifest beside this one, or write what it is"
        guessed.append(
            (("selector",), f"what runs there is in none of the files, and taken for the Deployment `{said.called[0]}`: {remedy}")
        )
    value = dict(said.value)
    job_label = value.get("job_label")
    named = {"service": service.name} if service is not None and service.name not in workload.values() else {}
    if not pods and service is None and job_label not in labels:
        value["down"] = None
        remedy = "name its manifest beside this one, or write `service:` and take `down: null` out"
        guessed.append((("selector",), f"`job` is the name of its Service, which is in none of the files: {remedy}"))
    return replace(said, value=value, workload={**workload, **named, "labels": dict(labels)}, guessed=tuple(guessed))


def plain(spec: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Return what a monitor means: with what is usual where nothing is said."""
    copied = list(spec.get("podTargetLabels") or ())
    rest = {key: value for key, value in spec.items() if key != "podTargetLabels" and (key != "jobLabel" or value)}
    return rest | {field: [endpoint.plain(each, copied) for each in spec.get(field) or ()]}


def _workload(labels: Mapping[str, str]) -> dict[str, str]:
    return {"kserve": labels[_INFERENCE_SERVICE]} if _INFERENCE_SERVICE in labels else {}


def _called(found: Found, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield names that what is scraped may have, the likeliest first."""
    yield found.name
    yield from (labels[key] for key in _NAMED if key in labels)


def _unsaid(spec: Mapping[str, Any], field: str, labels: Mapping[str, str]) -> Iterator[tuple[KeyPath, str]]:
    if len(spec.get(field) or ()) != 1:
        yield (field,), "a model or component has one endpoint: write a monitor for each, or a component with `scrape:`"
    if not labels:
        yield ("selector",), "nothing is selected by labels here, so that it would select all"
