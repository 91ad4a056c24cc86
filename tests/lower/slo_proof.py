"""Runs rules of an objective over days of made-up traffic, in promtool."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from answered import Asked, refusal
from conftest import CompileSpec
from tocsin.prove.alerts.slices import read_rules

SPEC = """
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{scrape_interval: 1m, evaluation_interval: 2m}}}}}}
metrics:
  requests: {{series: requests_total, type: counter, unit: requests, labels: {{model: model}}}}
  errors: {{series: errors_total, type: counter, unit: errors, labels: {{model: model}}}}
models:
  forecast:
    slos:
      available: {{bad: errors, total: requests, objective: 99%{more}}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """So many minutes with so many requests, and errors among them, in each minute.

    Of several phases the numbers are whole: a sum of others may fall where two phases meet, and a counter that falls was reset.
    """

    minutes: int
    requests: float
    errors: float = 0


def rules(compile_spec: CompileSpec, more: str = "") -> str:
    """Return the rule file of an objective of 99%, with `more` keys (`, at_least: 100`)."""
    # The fastest window holds five scrapes of a minute.
    built = compile_spec(SPEC.format(more=more))
    assert not built.diagnostics, built.diagnostics
    (compiled,) = built.compiled
    return next(artifact.text for artifact in compiled.artifacts if artifact.path.startswith("prometheus/"))


def fastest(rules: str) -> str:
    """Return of a rule file the alerts on a window of an hour, and what they read: whoever asks of no others need not wait for them."""
    written = yaml.load(rules, Loader=yaml.CSafeLoader)
    for group in written["groups"]:
        group["rules"] = [rule for rule in group["rules"] if "record" in rule or rule["labels"].get("long") == "1h"]
    kept = read_rules(json.dumps(written))
    return kept.needed_by([rule.name for rule in kept.rules if rule.is_alert]).text()


def series(phases: Iterable[Phase]) -> dict[str, str]:
    """Return the counters of `phases`, one after the other, with a sample for each minute."""
    found = {"requests": "0", "errors": "0"}
    totals = dict.fromkeys(found, 0.0)
    for phase in phases:
        for name, step in (("requests", phase.requests), ("errors", phase.errors)):
            found[name] += f" {totals[name] + step}+{step}x{phase.minutes - 1}"
            totals[name] += step * phase.minutes
    return {f'{name}_total{{model="forecast",namespace="ml"}}': values for name, values in found.items()}


def judged(folder: Path, promtool: Path, rules: Sequence[str], phases: Sequence[Phase], expected: Mapping[str, float | None]) -> str:
    """Return what promtool has against it that each expression has its value at the end of `phases`, None standing for no series."""
    end = f"{sum(phase.minutes for phase in phases)}m"
    asked = [Asked(expr, end, {} if value is None else {"{}": value}) for expr, value in expected.items()]
    return refusal(promtool, folder, asked, series=series(phases), rules=rules, evaluated="2m")
