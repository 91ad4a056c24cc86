"""Compares one need of the spec with a scraped page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from tocsin import units
from tocsin.catalog.vocabulary import FORMAT_LABELS
from tocsin.contract.matching import edge_of, fits, value_of
from tocsin.contract.naming import number, other_total, other_unit, same_unit, unit_in_name
from tocsin.contract.needs import Need
from tocsin.contract.page import Page, Sample
from tocsin.contract.values import amiss
from tocsin.diagnostics import Diagnostic, Note, Severity
from tocsin.diagnostics.nearest import closest
from tocsin.promql import Matcher
from tocsin.wording import and_more

_SHOWN: Final = 5
# What Prometheus stores of each type of OpenMetrics is a series of one of its own.
_SAME: Final = {"info": "gauge", "stateset": "gauge", "gaugehistogram": "histogram", "unknown": "untyped"}


class _Lack(NamedTuple):
    """What a page lacks or serves otherwise."""

    fault: str
    message: str
    remedy: str
    line: int | None
    """Of the page, what it serves; None: nothing of that kind."""
    severity: Severity = "error"


def compare(need: Need, page: Page) -> Iterator[Diagnostic]:
    """Yield what `page` lacks of `need`, or serves otherwise. Types and units of packs are known, those of the spec are claims."""
    for fault, message, remedy, line, severity in _lacks(need, page):
        notes = () if line is None else (Note(message="this is what the page serves", at=page.place(line)),)
        yield Diagnostic(code=f"contract/{fault}", message=message, help=remedy, at=need.at, part="key", severity=severity, notes=notes)


def _lacks(need: Need, page: Page) -> Iterator[_Lack]:
    yield from _type(need, page)
    yield from _unit(need, page)
    samples = page.samples.get(need.series, ())
    if not samples:
        yield _missing(need, page)
        return
    yield from _labels(need, samples)
    own = [sample for sample in samples if fits(need.identity, sample)]
    if not own:
        yield from _others(need, samples)
        return
    edges = tuple(matcher for matcher in need.conditions if matcher.label in FORMAT_LABELS)
    asked = tuple(matcher for matcher in need.conditions if matcher.label not in FORMAT_LABELS)
    narrowed = [sample for sample in own if fits(asked, sample)]
    if not narrowed:
        conditions = ", ".join(_text(matcher) for matcher in asked)
        remedy = "serve it from the start: a counter that begins with its first event hides that event"
        yield _Lack("no-such-series", f"no series of `{need.series}` has `{conditions}` yet", remedy, samples[0].line, "warning")
        narrowed = own
    yield from _values(need, narrowed)
    for matcher in edges:
        if not any(fits((matcher,), sample) for sample in narrowed):
            yield _edge(need, narrowed, matcher.label, edge_of(matcher.value))
    for edge in need.edges:
        if edge not in {value_of(sample.labels.get("le", "")) for sample in narrowed}:
            yield _edge(need, narrowed, "le", number(edge), edge)


def _missing(need: Need, page: Page) -> _Lack:
    said = page.type_of(need.series)
    if said is not None:
        message = f"the page says that there is `{need.series}`, and serves no series of it yet"
        remedy = "serve it from the start: an alert on what is missing cannot fire"
        return _Lack("no-such-series", message, remedy, said.line, "warning")
    twin = other_total(need.series, page.samples)
    if twin is not None:
        message = f"the page serves `{twin}`, the spec reads `{need.series}`"
        remedy = f"write `series: {twin}`" if need.metric.pack is None else "another version of the exporter adds or drops `_total`"
        return _Lack("counter-suffix", message, remedy, page.samples[twin][0].line)
    twin = other_unit(need.series, page.samples)
    if twin is not None:
        message = f"the page serves `{twin}`, the spec reads `{need.series}`"
        return _Lack("wrong-unit", message, "serve it in the unit of its name, or rename it in the spec", page.samples[twin][0].line)
    near = closest(need.series, page.samples)
    if near is not None:
        message = f"the page serves no `{need.series}`"
        return _Lack("missing-series", message, f"did you mean `{near}`?", page.samples[near][0].line)
    remedy = (
        "`tocsin instrument` writes the code that serves it" if need.metric.pack is None else f"does `{need.metric.pack}` serve it unasked?"
    )
    return _Lack("missing-series", f"the page serves no `{need.series}`", remedy, None)


def _type(need: Need, page: Page) -> Iterator[_Lack]:
    said = page.type_of(need.metric.series) or page.type_of(need.series)
    if said is None or need.metric.type == "untyped":
        return
    served = _SAME.get(said.word, said.word)
    if served not in {need.metric.type, "untyped"}:
        message = f"`{need.metric.series}` is a {said.word} on the page, the spec says {need.metric.type}"
        remedy = f"write `type: {served}`, or serve a {need.metric.type}"
        yield _Lack("wrong-type", message, remedy, said.line)


def _unit(need: Need, page: Page) -> Iterator[_Lack]:
    """Yield that the name, or OpenMetrics' `# UNIT`, says another unit than the spec; packs know better than names."""
    if need.metric.pack is not None:
        return
    named = unit_in_name(need.metric.series)
    said = next((page.units[name] for name in (need.metric.series, need.metric.series.removesuffix("_total")) if name in page.units), None)
    told = units.UNITS.get(said.word) if said is not None else None
    samples = page.samples.get(need.series, ())
    for unit, line in ((named, samples[0].line if samples else None), (told, said.line if said is not None else None)):
        if unit is not None and line is not None and not same_unit(unit, need.metric.unit):
            message = f"`{need.metric.series}` is served in {unit.name}, the spec says {need.metric.unit.name}"
            yield _Lack("wrong-unit", message, f"write `unit: {unit.name}`, or serve {need.metric.unit.name}", line)
            return


def _values(need: Need, samples: Iterable[Sample]) -> Iterator[_Lack]:
    """Yield that a value is plainly none of the unit that the spec says; of a pack the unit is known."""
    if need.metric.pack is not None or need.metric.type not in {"gauge", "untyped"} or need.series != need.metric.series:
        return
    for sample in samples:
        found = amiss(sample.value, need.metric.unit)
        if found is not None:
            message = f"a series of `{need.series}` is {sample.value:g}: {found.what}, the spec says {need.metric.unit.name}"
            yield _Lack("wrong-unit", message, found.remedy, sample.line)
            return


def _labels(need: Need, samples: Iterable[Sample]) -> Iterator[_Lack]:
    served = {label for sample in samples for label in sample.labels}
    line = next(iter(samples)).line
    words = {matcher.label: matcher.label for matcher in (*need.identity, *need.conditions) if not fits((matcher,), _NOTHING)}
    for label, word in {**words, **need.labels}.items():
        if label not in served and label not in FORMAT_LABELS:
            meant = f" (`{word}`)" if word != label else ""
            near = closest(label, served - FORMAT_LABELS)
            remedy = f"did you mean `{near}`?" if near is not None else f"serve it: the page has {_listed(served - FORMAT_LABELS)}"
            yield _Lack("missing-label", f"no series of `{need.series}` has the label `{label}`{meant}", remedy, line)
    if need.metric.pack is None and not need.foreign and not need.subject.honor_labels:
        known = set(need.metric.labels.values())
        for label in sorted(served & need.subject.target_labels):
            if f"exported_{label}" not in known:
                message = f"the scrape gives every series a label `{label}`, so that of `{need.series}` is stored as `exported_{label}`"
                remedy = f"call the label something else, declare `exported_{label}` under `labels:`, or scrape with `honor_labels: true`"
                yield _Lack("hidden-label", message, remedy, line)


_NOTHING: Final = Sample(labels={}, line=0)


def _others(need: Need, samples: Iterable[Sample]) -> Iterator[_Lack]:
    for matcher in need.identity:
        values = sorted({sample.labels[matcher.label] for sample in samples if matcher.label in sample.labels})
        if values and not any(fits((matcher,), sample) for sample in samples):
            message = f"no series of `{need.series}` has `{_text(matcher)}`; the page has {_listed(values)}"
            named = need.metric.labels.get("model") in {matcher.label, f"exported_{matcher.label}"}
            remedy = (
                f"write `known_as: {values[0]}`, or serve `{matcher.value}`" if named else f"serve `{matcher.value}`, or correct the spec"
            )
            yield _Lack("other-name", message, remedy, next(iter(samples)).line)


def _edge(need: Need, samples: list[Sample], label: str, wanted: str, edge: float | None = None) -> _Lack:
    has = sorted({value_of(sample.labels[label]) for sample in samples if label in sample.labels} - {math.inf})
    if label == "quantile":
        message = f"`{need.series}` tells no quantile `{wanted}`"
        return _Lack("missing-quantile", message, f"the page has {_listed([number(each) for each in has])}", samples[0].line)
    value = value_of(wanted) if edge is None else edge
    shown = number(value) if not math.isnan(value) else wanted
    remedy = f"add it to the buckets of the service, which are {_listed([number(each) for each in has], len(has))}"
    return _Lack("missing-edge", f"`{need.metric.series}` has no bucket edge at {shown}", remedy, samples[0].line)


def _text(matcher: Matcher) -> str:
    return f'{matcher.label}{matcher.op}"{matcher.value}"'


def _listed(words: Iterable[str], most: int = _SHOWN) -> str:
    known = list(words) if isinstance(words, list) else sorted(words)
    shown = ", ".join(f"`{word}`" for word in known[:most])
    return f"{shown}{and_more(len(known) - most)}" or "none"
