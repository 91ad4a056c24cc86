"""A metric of another model's server: what runs this model does not export it, so that an alert, an autoscaler or a panel on it is empty.

Bad (-), good (+):
    models:
      chat: {runtime: vllm, workload: {deployment: chat}, scrape: {port: 8000}}
      ranker:
        runtime: triton
        workload: {deployment: ranker}
        scrape: {port: 8002}
        thresholds:
  -       "vllm:num_requests_waiting": {above: 5, for: 5m}  # error
  +       nv_inference_pending_request_count: {above: 5, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.models import Model


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every threshold, objective, guard, target and panel of a model on a metric that only the runtimes of other models serve."""
    spec = checked.resolved.spec
    runtimes = {model.runtime for model in spec.models.values() if model.runtime is not None}
    # An exporter or a gateway says something of every model.
    others = runtimes - {*spec.use} - {component.runtime for component in spec.components.values()}
    if len(runtimes) < 2:  # noqa: PLR2004  # one is the model's own
        return
    for name, model in spec.models.items():
        for metric, at in _asked(checked, name, model) if model.runtime is not None else ():
            owners = _owners(checked, metric)
            if owners and model.runtime not in owners and owners <= others:
                yield Finding(
                    message=f"`{metric}` is a metric of {' and '.join(f'`{each}`' for each in sorted(owners))}, and `{name}` runs on"
                    f" `{model.runtime}`",
                    help=f"ask for one that `{model.runtime}` serves: `tocsin catalog show {model.runtime}`",
                    where=checked,
                    at=at,
                    part="key",
                )


def _asked(checked: Checked, name: str, model: Model) -> Iterator[tuple[str, KeyPath]]:
    at: KeyPath = ("models", name)
    for key, threshold in model.thresholds.items():
        yield threshold.metric or key, (*at, "thresholds", key)
        yield from ((metric, (*at, "thresholds", key, "while", metric)) for metric in threshold.while_)
    for key, slo in model.slos.items():
        yield from ((metric, (*at, "slos", key)) for metric in dict.fromkeys(slo.metrics))
        yield from ((metric, (*at, "slos", key, "while", metric)) for metric in slo.while_)
    down = model.scaling.down if model.scaling is not None else None
    yield from ((metric, (*at, "scaling", "down", "when", metric)) for metric in (down.when if down is not None else ()))
    targets = model.scaling.targets if model.scaling is not None else {}
    yield from ((getattr(target, "metric", None) or key, (*at, "scaling", "targets", key)) for key, target in targets.items())
    yield from ((each.name, each.at) for each in checked.pictures if each.subject == at)


def _owners(checked: Checked, metric: str) -> frozenset[str]:
    """Return the packs in use that serve a metric."""
    declared = checked.resolved.spec.metrics.get(metric)
    if declared is not None and not isinstance(declared, SeriesMetric):
        return frozenset()
    series = declared.series if declared is not None else metric
    if declared is not None and declared.pack is None and declared.type is not None:
        return frozenset()  # the spec's own, whoever else has one of that name
    return frozenset(name for name, pack in checked.resolved.packs.items() if pack.metric_of(series) is not None)
