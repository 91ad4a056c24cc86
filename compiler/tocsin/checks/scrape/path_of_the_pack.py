"""A scrape at `/metrics` of a program that serves its metrics elsewhere: the answer is 404, and the target is down for ever.

Bad:
    models:
      ranker:
        runtime: tensorflow-serving
        workload: {deployment: ranker}
        scrape: {port: 8501}  # error

Good:
    models:
      ranker:
        runtime: tensorflow-serving
        workload: {deployment: ranker}
        scrape: {port: 8501, path: /monitoring/prometheus/metrics}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape that names no path although its runtime's pack knows no page at the usual one."""
    for at, subject in checked.subjects:
        pack, scrape = checked.resolved.packs.get(subject.runtime or ""), subject.scrape
        if pack is None or pack.endpoint is None or scrape is None or scrape.job is not None or "path" in scrape.model_fields_set:
            continue
        paths = sorted({each.path for each in (pack.endpoint, *pack.other_endpoints.values()) if each.path is not None})
        if paths and scrape.path not in paths:
            yield Finding(
                message=f"`{pack.name}` serves no metrics at `{scrape.path}`",
                help=f"write `path: {paths[0]}`",
                where=checked,
                at=(*at, "scrape"),
                part="key",
            )
