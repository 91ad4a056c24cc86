"""The usual runbook texts of alerts whose author wrote none: on targets, missing series, budgets, probes and retrainings."""

from __future__ import annotations

from typing import Final

from tocsin.ir import Alert
from tocsin.section import Guide


def guide_of(alert: Alert, *, operator: bool) -> Guide | None:
    """Return the guide that the author wrote, or the one for alerts of its sort; None when there is neither.

    Without prometheus-operator there need be no Kubernetes: what is scraped may be a machine.
    """
    if alert.guide is not None:
        return alert.guide
    if alert.condition == "missing":
        return _UNCOUNTED if alert.at[2:3] == ("slos",) else _MISSING
    if alert.at[2:] == ("retraining", "schedule"):
        return _RETRAINING
    found = _BY_SECTION.get(str(alert.at[2])) if len(alert.at) > 2 else None  # noqa: PLR2004  # models, a name, a section
    return _DOWN_ANYWHERE if found is _DOWN and not operator else found


_MISSING: Final = Guide.model_construct(
    meaning="A series that alerts read does not exist. Nothing may be wrong with what it measures, but nobody would know.",
    causes=(
        "A new version has renamed the metric, or dropped it.",
        "It is exported only once something has happened, or only with a flag.",
        "A relabelling drops it, or gives it other labels than the spec says.",
    ),
    actions=(
        "Ask Prometheus for the series without its labels, then look which label differs.",
        "Look on the target's own page of metrics whether it is there.",
        "Correct the metric in the spec; when it is allowed to be missing, write `no_data: false`.",
    ),
)
_UNCOUNTED: Final = Guide.model_construct(
    meaning="Nobody knows whether the objective is kept: what it is about is not counted, or has no value.",
    causes=_MISSING.causes,
    actions=(
        *_MISSING.actions[:2],
        "Correct the metric in the spec; when it is allowed to be missing, write `absent: false` at the objective.",
    ),
)
_DOWN: Final = Guide.model_construct(
    meaning="Prometheus gets no answer from the metrics endpoint, or no longer knows a target. No other alert on it can fire meanwhile.",
    causes=(
        "The process crashed, is being restarted, or hangs.",
        "A port, a path or a NetworkPolicy was changed.",
        "The Service or the pods have other labels than the monitor selects.",
    ),
    actions=(
        "Look at Prometheus' page `/targets`: it tells the fault, or that there is no such target.",
        "`kubectl get pods`, and `kubectl logs --previous` of one that was restarted.",
        "Ask the endpoint from another pod of the cluster with curl.",
    ),
)
_DOWN_ANYWHERE: Final = Guide.model_construct(
    meaning=_DOWN.meaning,
    causes=(
        "The process crashed, is being restarted, or hangs; or its machine is down.",
        "A port, a path, a certificate or a firewall was changed.",
        "The configuration of Prometheus no longer names the target, or could not be read again.",
    ),
    actions=(
        "Look at Prometheus' page `/targets`: it tells the fault, or that there is no such target.",
        "See where it runs whether the process does, and what it logged last: `systemctl status`, `docker ps`, `kubectl get pods`.",
        "Ask the endpoint with curl from the machine that Prometheus runs on.",
    ),
)
_BURN: Final = Guide.model_construct(
    meaning="So much was bad that the error budget does not last its period. The sooner it ends, the graver the alert.",
    causes=(
        "A rollout, of this or of something that it depends on.",
        "More load than it can carry.",
        "A dependency that fails.",
    ),
    actions=(
        "Look when the share of what is bad began to rise, and what was changed then.",
        "Undo the change first, and find out why afterwards.",
        "When the objective is stricter than anybody needs, change the objective.",
    ),
)
_PROBE: Final = Guide.model_construct(
    meaning="A question asked from outside, as a client would ask it, got a wrong answer, a late one, or none.",
    causes=(
        "The service is down or overloaded.",
        "DNS, TLS or an ingress on the way.",
        "The answer has changed, and the probe expects the old one.",
    ),
    actions=(
        "Ask the same question with curl.",
        "Ask the blackbox exporter with `&debug=true`, which tells each step.",
        "Correct the probe when the answer is right.",
    ),
)
_RETRAINING: Final = Guide.model_construct(
    meaning="What serves the model goes on with what was last learned. Nothing is wrong with it yet, but it grows old.",
    causes=(
        "Data that is missing, late, or other than the training expects.",
        "No node with room for the run, or too little memory: it waits, or is killed.",
        "Its image, a Secret, or a service that it needs.",
        "The schedule is suspended, or is gone.",
    ),
    actions=(
        "Look which run failed, hangs or never began.",
        "Read its log while it is kept: `kubectl logs job/NAME`, of a workflow `argo logs NAME`.",
        "When that is mended, run it at once: `kubectl create job again --from cronjob/NAME`, `argo submit --from cronwf/NAME`.",
    ),
)
_BY_SECTION: Final = {"scrape": _DOWN, "slos": _BURN, "probes": _PROBE}
