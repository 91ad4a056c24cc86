"""A scrape at `/metrics` of a program that serves its metrics elsewhere: the answer is 404, and the target is down for ever.

Bad (-), good (+):
    models:
      ranker:
        runtime: tensorflow-serving
        workload: {deployment: ranker}
  -     scrape: {port: 8501}  # error
  +     scrape: {port: 8501, path: /monitoring/prometheus/metrics}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape that names no path although its runtime's pack knows no page at the usual one."""
    for each in checked.scrapes:
        pack, scrape = each.pack, each.scrape
        if pack is None or pack.endpoint is None or scrape.job is not None or "path" in scrape.model_fields_set:
            continue
        paths = sorted({endpoint.path for endpoint in (pack.endpoint, *pack.other_endpoints.values()) if endpoint.path is not None})
        if paths and scrape.path not in paths:
            yield Finding(
                message=f"`{pack.name}` serves no metrics at `{scrape.path}`",
                help=f"write `path: {paths[0]}`",
                where=checked,
                at=each.at,
                part="key",
            )
