"""Alerts on certificates that expire, one for each severity: early enough to renew by hand what automatic renewal has missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tocsin import promql, units
from tocsin.conventions import pascal_case, severity_labels, words
from tocsin.ir import Alert, Proof
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.probes.targets import asked
from tocsin.lower.proofs import ends
from tocsin.lower.subject import Subject
from tocsin.section import Guide
from tocsin.source import KeyPath
from tocsin.spec.probes import Probe

_EXPIRES = Sentences(
    "<< subject >>: certificate of << title >> expires soon<< which >>",
    "The certificate that the probe << title >> of << place >> is shown<< which >><< asked >> expires in << value >>, "
    "which is << condition >>.",
)
_GUIDE: Final = Guide.model_construct(
    meaning="When it ends, every client that checks certificates is refused. Nothing is wrong yet.",
    causes=(
        "Nobody renews it: a certificate that was made by hand.",
        "cert-manager or another ACME client cannot renew it: a challenge that fails, a rate limit, an issuer that is not ready.",
        "It was renewed, but the server still shows the old one until it is restarted.",
    ),
    actions=(
        "Ask the server what it shows: `openssl s_client -connect HOST:443 -servername HOST | openssl x509 -noout -enddate -issuer`.",
        "`kubectl describe certificate` and `kubectl get challenges` tell why cert-manager does not renew it.",
        "When the Secret has the new one, restart what serves it.",
    ),
)
# ACME clients renew 30 days before the end, so three weeks before it something has failed already; a week is what people need.
# https://letsencrypt.org/docs/integration-guide/#when-to-renew
_USUAL, _GRAVEST = "21d", "7d"
# A server that is asked while it exchanges its certificate may show either.
_FOR_MS = 900_000
_SECOND_MS = 1000
_EXPIRY: Final = "probe_ssl_earliest_cert_expiry"


def certificate_alerts(
    context: Context, subject: Subject, name: str, job: Sequence[promql.Matcher], by: tuple[str, ...]
) -> Iterator[Alert]:
    """Yield an alert for each severity, the most harmless first; none for a probe without TLS or with `certificate: null`.

    `job` selects what the probe answers. The exporter tells when the first certificate of the chain expires:
    https://github.com/prometheus/blackbox_exporter/blob/master/prober/tls.go
    """
    probe = subject.spec.probes[name]
    at: KeyPath = (*subject.at, "probes", name)
    if not _encrypted(probe):
        if isinstance(probe.certificate, dict):
            message, remedy = "only TLS shows a certificate", "ask an `https://` address, or write `tcp: {tls: true}`"
            context.findings.add("probe/no-certificate", message, remedy, at=(*at, "certificate"))
        return
    for severity, before in _ladder(context, probe).items():
        if context.has_severity(severity, "alert/unknown-severity", (*at, "certificate", severity), "key"):
            yield _alert(context, subject, name, job, by, severity=severity, before=before)


def _encrypted(probe: Probe) -> bool:
    urls = (probe.url,) if isinstance(probe.url, str) else probe.url
    return bool(probe.tcp.tls) if probe.tcp is not None else any(url.startswith("https://") for url in urls)


def _ladder(context: Context, probe: Probe) -> Mapping[str, str]:
    match probe.certificate:
        case None:
            return {}
        case "usual":
            return {context.usual: _USUAL, context.gravest: _GRAVEST}
        case ladder:
            return ladder


def _alert(
    context: Context, subject: Subject, name: str, job: Sequence[promql.Matcher], by: tuple[str, ...], *, severity: str, before: str
) -> Alert:
    at: KeyPath = (*subject.at, "probes", name)
    probe = subject.spec.probes[name]
    expires = promql.Selector(_EXPIRY, tuple(job))
    left = promql.subtract(promql.Aggregate("min", expires, by), promql.Call("time"))
    alert = f"{probe.alert or pascal_case(name)}CertificateExpires"
    seconds = milliseconds(before) / _SECOND_MS
    facts = Facts(
        alert=alert, severity=severity, for_ms=_FOR_MS, title=words(name), condition=f"less than {before}", limit=before,
        value=units.UNITS["seconds"].value, metric=_EXPIRY, threshold=name,
        by=tuple((label, label) for label in by), more=asked(context, subject, probe, at),
    )  # fmt: skip
    return Alert(
        name=alert,
        expr=promql.Binary("<", left, promql.Number(seconds)),
        value=left,
        unit=units.UNITS["seconds"],
        limits=(("<", seconds),),
        for_ms=_FOR_MS,
        severity=severity,
        labels={**subject.labels, **severity_labels(severity, probe.component)},
        annotations=annotate(context, subject, facts, _EXPIRES, at=at),
        title=f"certificate of {words(name)}",
        condition=facts.condition,
        at=at,
        guide=_GUIDE,
        proof=Proof(drive=ends(_EXPIRY, tuple(job), by), bounds=(("<", seconds),)),
    )
