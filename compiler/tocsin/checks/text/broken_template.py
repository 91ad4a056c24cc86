"""A text of an alert that Go cannot read as a template, or that asks for what Prometheus has not got: it refuses the whole rule file.

Labels are such texts, too, and so is what a model or the platform says for all of its alerts. A fact of the spec stands in `<< alert >>`,
which is filled in before Prometheus reads it. The operator's webhook refuses the PrometheusRule; without it Prometheus goes on with the
rules that it had, without the new ones.
https://prometheus.io/docs/prometheus/latest/configuration/template_reference/#functions

Bad (-), good (+):
    metrics: {queue: {series: queue_size, type: gauge, labels: {shard: shard}}}
    models:
      chat:
        thresholds:
  -       queue: {above: 50, by: [shard], for: 5m, summary: "{{ $label.shard }} is full"}  # error
  +       queue: {above: 50, by: [shard], for: 5m, summary: "{{ $labels.shard }} is full"}
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding
from tocsin.ir import Alert
from tocsin.raw import written_at
from tocsin.routing.go_template import Template, read_template
from tocsin.section.naming import annotation_place
from tocsin.source import KeyPath

_VARIABLES: Final = frozenset({"$", "$externalLabels", "$externalURL", "$labels", "$value"})
# Go's own, and those of https://github.com/prometheus/prometheus/blob/main/template/template.go
_FUNCTIONS: Final = frozenset(
    ["and", "break", "call", "continue", "eq", "false", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "nil", "not", "or",
     "print", "printf", "println", "slice", "true", "urlquery", "args", "externalURL", "first", "graphLink", "humanize", "humanize1024",
     "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "label", "match", "now", "parseDuration", "pathPrefix", "query",
     "reReplaceAll", "safeHtml", "sortByLabel", "stripDomain", "stripPort", "strvalue", "tableLink", "title", "toDuration", "toLower",
     "toTime", "toUpper", "urlQueryEscape", "value"]
)  # fmt: skip

# What texts are most often about; `value` is a function as well.
_FACTS: Final = frozenset({"alert", "severity", "platform", "environment", "namespace", "owner", "model", "subject", "workload", "job"})
_PLATFORM: Final[KeyPath] = ("platform",)


def check(checked: Checked) -> Iterator[Finding]:
    """Yield what is wrong with each text of an alert that its author wrote."""
    told: set[KeyPath] = set()
    # Those of ours are sound, and most specs have no others: to look for the author's of each alert takes longer.
    theirs = any("{{" in text for text in checked.resolved.origins.texts())
    for alert in checked.alerts if theirs else ():
        for at, text in _written(checked, alert):
            if "{{" in text and at not in told:
                told.add(at)
                for fault, remedy, within in _faults(_read(text)):
                    message = f"{fault}, so that Prometheus refuses the rules"
                    yield Finding(message=message, help=remedy, where=checked, at=at, within=within)


def _written(checked: Checked, alert: Alert) -> Iterator[tuple[KeyPath, str]]:
    """Yield the author's texts of an alert, each from where it is said: at the alert, at its model or component, or at the platform."""
    around = (alert.at, alert.at[:2], _PLATFORM)
    annotations = ([_place(at, key) for at in around] for key, text in alert.annotations.items() if "{{" in text)
    labels = ([(*at, "labels", key) for at in around] for key, text in alert.labels.items() if "{{" in text)
    for places in (*annotations, *labels):
        said = ((at, written_at(checked, at)) for at in places)
        yield from islice(((at, text) for at, text in said if text is not None), 1)


def _place(at: KeyPath, annotation: str) -> KeyPath:
    return (*_PLATFORM, "runbooks") if at == _PLATFORM and annotation == "runbook_url" else annotation_place(at, annotation)


@lru_cache(maxsize=1024)
def _read(text: str) -> Template:
    return read_template(text)


def _faults(template: Template) -> Iterator[tuple[str, str, tuple[int, int]]]:
    for problem, start, end in template.problems:
        yield problem, "close what is open: `{{ if … }} … {{ end }}`", (start, end)
    for word, start, end in template.words:
        if word.startswith("$") and word not in _VARIABLES:
            yield f"there is no variable `{word}`", did_you_mean(word, _VARIABLES), (start, end)
        elif not word.startswith("$") and word not in _FUNCTIONS:
            yield f"there is no function `{word}`", _meant(word), (start, end)


def _meant(word: str) -> str:
    if word in _FACTS:
        return f"write `<< {word} >>`, which is filled in before Prometheus reads the text"
    near = did_you_mean(word, _FUNCTIONS)
    return near if near.startswith("did") else f"for a label of the series write `$labels.{word}`"
