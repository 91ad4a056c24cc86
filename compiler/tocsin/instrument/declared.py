"""A platform's own metrics as prometheus_client declares them, and what it cannot declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from msgspec import Struct

from tocsin import ir
from tocsin.catalog.vocabulary import FORMAT_LABELS
from tocsin.conventions import words
from tocsin.diagnostics import Diagnostic, Findings, Note
from tocsin.promql import reads
from tocsin.source import KeyPath

Class = Literal["Counter", "Gauge", "Histogram", "Info", "Summary"]

_RESERVED: Final[Mapping[str, str]] = {"histogram": "le", "summary": "quantile"}
# The series that a class serves besides the one that bears its name. https://prometheus.github.io/client_python/instrumenting/
_SERVED: Final[Mapping[Class, tuple[str, ...]]] = {
    "Counter": ("", "_total", "_created"),
    "Gauge": ("",),
    "Histogram": ("", "_bucket", "_sum", "_count", "_created"),
    "Info": ("", "_info"),
    "Summary": ("", "_sum", "_count", "_created"),
}


class Declaration(Struct, frozen=True, kw_only=True):
    """One metric: `name` is given to the class, `series` is what Prometheus stores."""

    kind: Class
    name: str
    series: str
    help: str
    labels: tuple[str, ...]
    buckets: tuple[float, ...]
    at: KeyPath


def declarations(platform: ir.Platform) -> tuple[tuple[Declaration, ...], tuple[Diagnostic, ...]]:
    """Return every metric that the spec alone declares, in the order of the series, and what is wrong with them."""
    findings = Findings()
    first: dict[str, ir.Metric] = {}
    for metric in platform.metrics:
        if metric.pack is None:
            known = first.setdefault(metric.series, metric)
            if _shape(known) != _shape(metric):
                notes = (Note(message="first declared", at=known.at),)
                findings.add(
                    "instrument/declared-twice",
                    f"`{metric.series}` is declared otherwise under `{known.name}`",
                    "give both the same type, unit and buckets",
                    at=metric.at,
                    notes=notes,
                )
    names = {series: tuple(metric for metric in platform.metrics if metric.series == series) for series in first}
    read = _labels_read(platform)
    declared = [
        Declaration(
            kind=_class(metric),
            name=metric.series.removesuffix("_info") if _class(metric) == "Info" else metric.series,
            series=series,
            help=metric.help or f"{words(metric.name)[:1].upper()}{words(metric.name)[1:]}",
            labels=tuple(_labels(platform, names[series], read.get(series, frozenset()))),
            buckets=metric.buckets,
            at=metric.at,
        )
        for series, metric in sorted(first.items())
        if _can(platform, metric, findings)
    ]
    _clashes(declared, findings)
    return tuple(declared), tuple(findings.diagnostics)


def _shape(metric: ir.Metric) -> tuple[object, ...]:
    return metric.type, metric.unit.name, metric.buckets, metric.native


def _class(metric: ir.Metric) -> Class:
    match metric.type:
        case "counter":
            return "Counter"
        case "histogram":
            return "Histogram"
        case "summary":
            return "Summary"
        case _:
            return "Info" if metric.unit.name == "info" and metric.series.endswith("_info") else "Gauge"


def _can(platform: ir.Platform, metric: ir.Metric, findings: Findings) -> bool:
    """Tell whether prometheus_client can serve `metric`; why not is said."""
    before = len(findings.diagnostics)
    name = metric.name
    if metric.type == "counter" and not metric.series.endswith("_total"):
        message = f"prometheus_client would serve the counter `{metric.series}` as `{metric.series}_total`"
        findings.add("instrument/counter-without-total", message, f"write `series: {metric.series}_total`", at=(*metric.at, "series"))
    if metric.type == "untyped":
        remedy = "write `type: gauge`, or what it is"
        findings.add("instrument/untyped", f"`{name}` has no type, and prometheus_client serves no such metric", remedy, at=metric.at)
    if metric.native:
        message = f"`{name}` is a native histogram, which prometheus_client does not count"
        findings.add("instrument/native-histogram", message, "remove `native`, and write `buckets:`", at=(*metric.at, "native"))
    elif metric.type == "histogram" and not metric.buckets:
        message = f"`{name}` has no `buckets:`, and the client's own edges are not what its limits need"
        findings.add("instrument/no-buckets", message, "write the `buckets:` that the service has, limits among them", at=metric.at)
    if _RESERVED.get(metric.type) in metric.labels.values():
        message = f"`{_RESERVED[metric.type]}` is the format's own label of a {metric.type}"
        findings.add("instrument/reserved-label", message, "give the label another name", at=(*metric.at, "labels"))
    if metric.type == "summary":
        for at in _quantiles_read(platform, metric):
            message = f"prometheus_client's summaries tell no quantiles, and a quantile of `{name}` is read"
            notes = (Note(message="declared", at=metric.at),)
            findings.add("instrument/quantile-of-summary", message, "declare a histogram, or read its mean", at=at, part="key", notes=notes)
    return len(findings.diagnostics) == before


def _quantiles_read(platform: ir.Platform, metric: ir.Metric) -> Iterator[KeyPath]:
    told: set[KeyPath] = set()
    for expr, at in ir.expressions(platform):
        for read in reads(expr):
            if read.selector.metric == metric.series and at not in told:
                told.add(at)
                yield at


def _labels_read(platform: ir.Platform) -> dict[str, frozenset[str]]:
    """Return, by the name of a series, the labels that something in the platform selects or keeps apart."""
    found: dict[str, frozenset[str]] = {}
    for expr, _ in ir.expressions(platform):
        for read in reads(expr):
            labels = read.labels | {matcher.label for matcher in read.selector.matchers}
            series = read.selector.metric or ""
            for suffix in ("_bucket", "_sum", "_count", ""):
                if series.endswith(suffix):
                    stem = series.removesuffix(suffix)
                    found[stem] = found.get(stem, frozenset()) | labels
    return found


def _labels(platform: ir.Platform, metrics: tuple[ir.Metric, ...], read: frozenset[str]) -> Iterator[str]:
    """Yield the labels that the service gives: those declared, then those read; what the scrape gives it must not."""
    told: set[str] = set()
    stored = (*(label for metric in metrics for label in metric.labels.values()), *sorted(read - FORMAT_LABELS))
    for label in stored:
        pages = {subject.on_page(label) for subject in platform.subjects}
        # What any scrape gives is none of the service's business.
        name = None if None in pages else min(filter(None, pages), default=label)
        if name is not None and name not in told:
            told.add(name)
            yield name


def _clashes(declared: list[Declaration], findings: Findings) -> None:
    """Say which metrics prometheus_client refuses to register side by side, because both would serve one name."""
    owners: dict[str, Declaration] = {}
    for each in declared:
        base = each.name.removesuffix("_total") if each.kind == "Counter" else each.name
        for suffix in _SERVED[each.kind]:
            first = owners.setdefault(base + suffix, each)
            if first is not each:
                message = (
                    f"prometheus_client reserves `{base + suffix}` for `{first.series}`, so `{each.series}` cannot be served beside it"
                )
                notes = (Note(message="declared", at=first.at),)
                findings.add("instrument/name-clash", message, "rename one of the two series", at=(*each.at, "series"), notes=notes)
                break
