"""Targets where prometheus-operator runs: it finds Services and pods by their labels, and no job of ours would be read.

Bad (-), good (+):
    models:
      chat:
        workload: {deployment: chat}
  -     scrape: {targets: ["chat:8080"]}  # error
  +     scrape: {port: http}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape that names targets although the operator finds them."""
    cluster = checked.platform.cluster
    finder = "Google's managed service" if cluster.google else "prometheus-operator"
    for each in checked.scrapes if cluster.finds_targets else ():
        if each.scrape.targets:
            yield Finding(
                message=f"{finder} finds what to scrape of `{each.at[1]}` by itself",
                help="remove `targets`, or say `platform.cluster.prometheus.stack: prometheus` when no operator runs",
                where=checked,
                at=(*each.at, "targets"),
                part="key",
            )
