"""A scrape that nobody makes: without prometheus-operator nothing finds targets by itself, and its alert would fire for ever.

Bad (-), good (+):
    platform: {cluster: {prometheus: {stack: prometheus}}}
    models:
      chat:
        workload: {deployment: chat}
  -     scrape: {port: 8080}  # error
  +     scrape: {targets: ["chat:8080"]}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape of a plain Prometheus that names neither an existing job nor targets."""
    for each in checked.scrapes if not checked.platform.cluster.finds_targets else ():
        if each.scrape.job is None and not each.scrape.targets:
            yield Finding(
                message=f"nothing makes a plain Prometheus scrape `{each.at[1]}`",
                help='name the job that scrapes it already (`job: my-job`), or what a new one asks (`targets: ["host:8080"]`)',
                where=checked,
                at=each.at,
                part="key",
            )
