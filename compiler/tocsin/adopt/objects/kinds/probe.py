"""Probes, which have a blackbox exporter ask."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from tocsin.adopt.objects.beside import Beside
from tocsin.adopt.objects.comparison import Keys
from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.said import Reason, Said
from tocsin.duration import format_duration, parse_duration
from tocsin.regex import late
from tocsin.source import KeyPath

KIND: Final = "Probe"
VERSION: Final = "monitoring.coreos.com/v1"
KEYS: Final[Keys] = {"static": str}
REASONS: Final[Mapping[tuple[str, ...], Reason]] = {
    ("jobName",): Reason(text="each probe has its own; whatever asks for it by that label is to ask for this one", told=True),
    ("interval",): Reason(text="Prometheus' own is `platform.cluster.prometheus.scrape_interval`", told=True),
    ("scrapeTimeout",): Reason(text="Prometheus' own is 10s", told=True),
    ("prober", "url"): Reason(text="a platform has one blackbox exporter, `platform.cluster.blackbox.address`"),
    ("targets",): Reason(text="a probe asks the URLs that it names"),
}
_USUAL_MODULE: Final = "http_2xx"
_DEFAULTS: Final = {"module": _USUAL_MODULE}
_PROBER: Final = {"scheme": "http", "path": "/probe"}
_HOST: Final = late(r"(?:[a-z]+://)?([a-z0-9-]+)(?:\.([a-z0-9-]+)(?:\.svc(?:\.cluster\.local)?)?)?(?::[0-9]+)?(?:/.*)?")
_UNNAMED: Final = "reachable"


def upgraded(found: Found) -> Mapping[str, Any]:
    """Return its spec with the job that the operator gives it where nothing is said."""
    return {**found.spec, "jobName": found.spec.get("jobName") or f"probe/{found.namespace}/{found.name}"}


def said(found: Found, spec: Mapping[str, Any], beside: Beside, taken: Collection[str]) -> Said:  # noqa: ARG001  # it names no metrics
    """Return what it says of what it asks."""
    meant = plain(spec)
    urls = (meant.get("targets", {}).get("staticConfig") or {}).get("static") or []
    whose, _, key = found.name.rpartition("-")
    value = {
        "url": urls[0] if len(urls) == 1 else urls,
        "module": meant["module"],
        "every": meant.get("interval", beside.scrape_interval),
        **({"timeout": meant["scrapeTimeout"]} if "scrapeTimeout" in meant else {}),
    }
    asked = {match[1] for url in urls if (match := _HOST.fullmatch(url)) and match[2] in {None, found.namespace}}
    unsaid: list[tuple[KeyPath, str]] = [] if urls else [(("targets",), "a probe asks the URLs that it names")]
    if spec["jobName"] in beside.jobs_asked:
        unsaid.append(((), f"a rule asks for its `job`, `{spec['jobName']}`, which would be another"))
    return Said(
        section="probes",
        value={key if whose else _UNNAMED: value},
        key=key if whose else _UNNAMED,
        workload={},
        called=tuple(sorted(asked)) if len(asked) == 1 else (),
        named=whose or found.name,
        guessed=(((), "alerts come with it: that nothing answers, that nobody asks, and that a certificate expires"),),
        unsaid=tuple(unsaid),
    )


def plain(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return what it means: with what the operator puts where nothing is said."""
    found = {**_DEFAULTS, **spec, "prober": {**_PROBER, **spec.get("prober", {})}}
    for key in ("interval", "scrapeTimeout"):
        if (milliseconds := parse_duration(found.get(key) or "")) is not None:
            found[key] = format_duration(milliseconds)
    return {key: value for key, value in found.items() if value not in ({}, [])}
