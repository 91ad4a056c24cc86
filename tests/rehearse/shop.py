"""A small platform to rehearse: two models, two receivers, an inhibition, and the programs of this machine."""

from pathlib import Path

from conftest import REPOSITORY, Judge
from tocsin.cli import production
from tocsin.pipeline import build
from tocsin.rehearse import Production, Programs

SPEC = """\
platform:
  name: shop
  namespace: ml
  cluster: {alertmanager: {delivery: file}, prometheus: {external_labels: {region: north}}}
metrics:
  queue: {series: waiting_requests, type: gauge, unit: requests, labels: {model: model, pod: pod}}
  requests: {series: predictions_total, type: counter, unit: predictions, labels: {model: model, status: status}}
  errors: {ratio: {of: requests, where: {status: error}}}
models:
  forecast:
    thresholds:
      queue: {above: 10, for: 1m, severity: critical, by: [pod]}
  vision:
    thresholds:
      errors: {above: 5%, for: 5m, over: 2m, severity: warning}
receivers:
  pager: {pagerduty: {routing_key: {secret: pager, key: routing_key}}}
  chat: {slack: {channel: "#ml", url: {secret: chat, key: url}, send_resolved: true}}
routing:
  receiver: chat
  group_by: [alertname, model]
  routes:
    pages: {when: {severity: critical}, to: pager}
"""


def shop(text: str = SPEC) -> Production:
    """Return the platform as it would run."""
    built = build({"shop": {"specs/shop/shop.yaml": text.encode()}})
    assert built.diagnostics == ()
    (compiled,) = built.compiled
    return production.of(compiled)


def programs(judge: Judge) -> Programs:
    """Return what runs; Debian's default templates lie beside its programs."""
    templates = REPOSITORY / ".tools" / "share" / "alertmanager"
    return Programs(
        prometheus=judge("prometheus"),
        alertmanager=judge("alertmanager"),
        amtool=judge("amtool"),
        default_templates=templates if Path(templates / "default.tmpl").is_file() else None,
    )
