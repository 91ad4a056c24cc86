"""A scrape of a runtime that serves no metrics: the target is down for ever, and so is its alert.

Some programs push their metrics to a collector instead; the catalogue knows which.

Bad (-), good (+):
    models:
      chat:
        runtime: open-webui
        workload: {deployment: open-webui}
  -     scrape: {port: http}  # error
  +     scrape: {job: opentelemetry-collector}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import catalog
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape of our own making whose runtime the catalogue knows to have no page of metrics."""
    for each in checked.scrapes:
        if each.scrape.job is not None or each.subject.runtime not in catalog.names():
            continue
        pack = catalog.load(each.subject.runtime)
        if pack.endpoint is None:
            yield Finding(
                message=f"`{pack.name}` serves no metrics" + (f": {pack.enable}" if pack.enable is not None else ""),
                help="name the job that collects them: `scrape: {job: …}`, or remove `scrape`",
                where=checked,
                at=each.at,
                part="key",
            )
