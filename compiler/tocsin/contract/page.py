"""Read a page of metrics: its series, their labels and types, each with its line."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from msgspec import Struct
from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics_parser

from tocsin.diagnostics import Located
from tocsin.source import Span, spot

_OF_HISTOGRAMS: Final = ("_bucket", "_sum", "_count", "_gsum", "_gcount")
_OF_OPENMETRICS: Final = ("_total", "_info", "_created")


class Sample(Struct, frozen=True, kw_only=True):
    """One series, as it stands in a line of the page."""

    labels: Mapping[str, str]
    line: int
    value: float = math.nan


class Said(Struct, frozen=True, kw_only=True):
    """A word that a comment says of a metric: its type or unit."""

    word: str
    line: int


class Page(Struct, frozen=True, kw_only=True, eq=False):
    """What a page says. Names are those that Prometheus stores."""

    name: str
    """File or URL."""
    text: str
    openmetrics: bool
    samples: Mapping[str, tuple[Sample, ...]]
    types: Mapping[str, Said]
    """By the name that the comment gives; of OpenMetrics without `_total`."""
    units: Mapping[str, Said]

    def type_of(self, series: str) -> Said | None:
        """Return the type that the page gives the metric of `series`, None when it says none."""
        suffixes = (*_OF_HISTOGRAMS, *_OF_OPENMETRICS) if self.openmetrics else _OF_HISTOGRAMS
        stems = [series, *(series.removesuffix(suffix) for suffix in suffixes if series.endswith(suffix))]
        return next((self.types[stem] for stem in stems if stem in self.types), None)

    def place(self, line: int) -> Span:
        """Return a line of the page."""
        return spot(self.name, line)


def read(name: str, text: str) -> Page | Located:
    """Return the page `text` that was found at `name`; what keeps it from being one is located in it.

    A page is OpenMetrics when it ends so, otherwise Prometheus' text format.
    https://prometheus.io/docs/instrumenting/exposition_formats/, https://prometheus.io/docs/specs/om/open_metrics_spec/
    """
    if not text.strip():
        return _fault(name, "contract/empty-page", "the page is empty", "serve the metrics at the path that is scraped", line=1)
    if text.lstrip().startswith("<"):
        return _fault(
            name, "contract/html-page", "this is a web page and no page of metrics", "name the path that is scraped: `/metrics`?", line=1
        )
    lines = _Lines(text)
    openmetrics = text.rstrip().endswith("# EOF")
    parse = openmetrics_parser.text_fd_to_metric_families if openmetrics else parser.text_fd_to_metric_families
    try:
        families = tuple(parse(lines))
    except ValueError as error:
        said = str(error).strip() or "it does not read as one"
        message = f"Prometheus reads no line of a page that has this one: {said}"
        return _fault(name, "contract/unreadable-page", message, "correct the line, or ask the exporter's makers to", line=lines.number)
    samples: dict[str, list[Sample]] = {}
    served = tuple(chain.from_iterable(family.samples for family in families))
    if len(served) != len(lines.series):
        message = "the page serves a series twice, and Prometheus keeps one of the two"
        return _fault(name, "contract/unreadable-page", message, "serve each series once", line=_first_repeated(lines.series))
    for (number, line), sample in zip(lines.series, served, strict=True):
        value = math.nan if sample.value is None else float(sample.value)  # a native histogram has none
        samples.setdefault(_stored_name(line) or sample.name, []).append(Sample(labels=sample.labels, line=number, value=value))
    return Page(
        name=name,
        text=text,
        openmetrics=openmetrics,
        samples={series: tuple(found) for series, found in samples.items()},
        types=dict(_said("TYPE", text)),
        units=dict(_said("UNIT", text)),
    )


class _Lines(io.StringIO):
    """A page that remembers which line was read last, so that what a parser stumbles over is known."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.number = 0
        self.series: list[tuple[int, str]] = []
        """Number and text of each line that is a series."""

    def __next__(self) -> str:  # type: ignore[override]  # typeshed has the bytes of IOBase here
        line = super().__next__()
        self.number += 1
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            self.series.append((self.number, stripped))
        return line


def _stored_name(line: str) -> str | None:
    """Return the name at the beginning of a line; the parser calls a counter `_total` that is not; None when the name is quoted."""
    found = re.match(r"[a-zA-Z_:][a-zA-Z0-9_:]*", line)
    return found[0] if found is not None else None


def _said(keyword: str, text: str) -> Iterator[tuple[str, Said]]:
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.split(maxsplit=3)
        if words[:2] == ["#", keyword] and len(words) == 4:  # noqa: PLR2004  # a hash, the keyword, a name, a word
            yield words[2].strip('"'), Said(word=words[3].strip(), line=number)


def _first_repeated(series: list[tuple[int, str]]) -> int:
    seen: set[str] = set()
    for number, line in series:
        key = line[: line.rfind("}") + 1] or line.split()[0]
        if key in seen:
            return number
        seen.add(key)
    return 1


def _fault(name: str, code: str, message: str, remedy: str, *, line: int) -> Located:
    return Located(code=code, message=message, help=remedy, span=spot(name, line), severity="error")
