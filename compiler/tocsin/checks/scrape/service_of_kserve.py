"""A scrape through a Service that KServe makes: nobody promises its labels and the names of its ports, so that nothing is selected.

A predictor's Service carries `app: isvc.<name>-predictor`, and no port `metrics`; its pods carry `serving.kserve.io/inferenceservice`.
https://github.com/kserve/kserve/tree/master/pkg/controller/v1beta1/inferenceservice/reconcilers/service

Bad (-), good (+):
    models:
      forecast:
        workload: {kserve: sales-forecasting-model}
  -     scrape: {port: metrics, through: service}  # error
  +     scrape: {port: metrics}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape through a Service of KServe's whose labels nobody states."""
    for each in checked.scrapes:
        workload = each.subject.workload
        if workload is None or each.scrape.through != "service" or each.scrape.job is not None or workload.labels:
            continue
        if workload.kserve is not None or workload.llminferenceservice is not None:
            yield Finding(
                message=f"nobody promises how KServe labels the Service of `{workload.kserve or workload.llminferenceservice}`",
                help="remove `through`: the pods are scraped then; or state the labels of a Service of your own, `workload: {labels: …}`",
                where=checked,
                at=(*each.at, "through"),
            )
