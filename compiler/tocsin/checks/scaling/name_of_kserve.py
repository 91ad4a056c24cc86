"""An autoscaler with the name of KServe's own: KServe takes every HorizontalPodAutoscaler of that name for its own, and rewrites it.

It calls it like the predictor's Deployment, and looks neither at owners nor at `autoscalerClass: external` before it updates it.
https://github.com/kserve/kserve/tree/master/pkg/controller/v1beta1/inferenceservice/reconcilers/hpa

Bad (-), good (+):
    models:
      chat:
        workload: {kserve: chat}
        scaling:
  -       name: chat-predictor  # error
  +       name: chat-scaler
          replicas: {min: 1, max: 3}
          targets: {cpu: 70%}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every HorizontalPodAutoscaler that is called like the Deployment of an InferenceService."""
    predictors = set()
    for _, subject in checked.subjects:
        if subject.workload is not None and subject.workload.predictor is not None:
            predictors.add((subject.namespace or checked.platform.namespace, subject.workload.predictor))
    for autoscaler in checked.platform.autoscalers:
        if autoscaler.by == "hpa" and (autoscaler.namespace, autoscaler.name) in predictors:
            yield Finding(
                message=f"KServe owns whatever HorizontalPodAutoscaler is called `{autoscaler.name}`",
                help="give it another `name:`, or none",
                where=checked,
                at=(*autoscaler.at, "name"),
            )
