"""A condition on a value of a label that a release in use does not know yet: it matches nothing there, and its alert is silent.

`use: [vllm@0.10]` or `runtime: vllm@0.10` says which releases run. vLLM before 0.12 ends no request with the reason `error`.

Bad (-), good (+):
    use: [vllm@0.10]
    metrics:
  -   failed: {series: "vllm:request_success_total", where: {finished_reason: error}}  # error
  +   failed: {series: http_requests_total, pack: vllm, where: {status: 5xx}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.catalog import has_come
from tocsin.finding import Checked, Finding
from tocsin.section.matching import Where
from tocsin.source import KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `where` that asks for nothing but values which some release in use lacks."""
    for asked in checked.conditions:
        for series in asked.series:
            yield from _early(checked, series, asked.where, asked.at)


def _early(checked: Checked, series: str, where: Where, at: KeyPath) -> Iterator[Finding]:
    for pack in checked.resolved.packs.values():
        metric = pack.metric_of(series)
        if metric is None or pack.releases is None:
            continue
        for label, wanted in where.items():
            values = (wanted,) if isinstance(wanted, str) else wanted if isinstance(wanted, tuple) else ()
            came = {value: metric.values_since.get(label, {}).get(value) for value in values}
            late = {value: since for value, since in came.items() if since is not None and not has_come(since, pack.releases)}
            if late and len(late) == len(values):
                said = " and ".join(f"`{value}` came with {pack.name} {since}" for value, since in late.items())
                message = f"{said}, and {pack.releases.text} is in use"
                remedy = "ask for what all releases in use know, or state the releases that are in use"
                yield Finding(message=message, help=remedy, where=checked, at=(*at, label))
