"""What is scraped tells of jobs of others, and the label of the scrape stands in the place of theirs: all of them are one job.

A Pushgateway says by `job` who has pushed. Unless its labels are honoured that is stored as `exported_job`, `job` is the Pushgateway's
own, and an alert that one job no longer pushes stays silent as long as any other does.
https://github.com/prometheus/pushgateway#about-the-job-and-instance-labels

Bad (-), good (+):
    components:
      pushgateway:
        runtime: pushgateway
        workload: {deployment: pushgateway}
  -     scrape: {port: http, honor_labels: false}  # error
  +     scrape: {port: http}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.catalog import contested
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape of what tells of the jobs of others, whose labels do not win."""
    resolved = checked.resolved
    for at, subject in checked.subjects:
        pack = resolved.packs.get(subject.runtime or "")
        scrape = subject.scrape
        if pack is None or scrape is None or "job" not in contested(pack) or resolved.honors(subject):
            continue
        stack = resolved.spec.platform.cluster.prometheus
        yield Finding(
            message=f"`{at[1]}` says in the label `job` whose samples these are, and the `job` of the scrape would stand there instead",
            help="remove `honor_labels: false`: the exporter's labels have to win"
            if stack.honors_labels
            else f"`stack: {stack.stack}` lets no exporter's labels win: scrape it by a Prometheus of your own",
            where=checked,
            at=(*at, "scrape"),
            part="key",
        )
