"""Proves all that was written: that alerts fire, where they are routed, and that notifications can be rendered."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, convert, to_builtins

from tocsin import ir
from tocsin.progress import Progress
from tocsin.prove.alerts import AlertProofs, prove_alerts
from tocsin.prove.kept import Kept
from tocsin.prove.notifications import prove_notifications
from tocsin.prove.report import Outcome, Remark, Report
from tocsin.prove.routing import Host, examine, prove_routes
from tocsin.source import Origins


class Subject(Struct, frozen=True, kw_only=True):
    """One platform in one environment, and what was written of it."""

    platform: ir.Platform
    origins: Origins
    written: Mapping[str, str]
    """The texts of its artefacts, by path in its folder."""
    identity: str
    """Tells what is meant from everything else that could be: of the specs that it comes from."""
    hosts: tuple[Host, ...] = ()
    """Where it routes nothing: those whose Alertmanager gets its alerts."""


class Judges(Struct, frozen=True, kw_only=True):
    """The programs that judge; None: it is missing, and what it would judge is left out."""

    promtool: Path | None
    amtool: Path | None
    default_templates: Path | None
    """The folder of Alertmanager's own templates, for an amtool that has none built in."""
    promtool_identity: str
    """Tells this promtool, and the compiler that reads its answers, from others."""
    amtool_identity: str


def prove(subjects: Sequence[Subject], judges: Judges, *, kept: Kept, progress: Progress) -> Report:
    """Return what could be proved of `subjects`. `kept` knows what was proved before, and is told what is proved now."""
    told: tuple[AlertProofs | None, ...] = (None,) * len(subjects)
    if judges.promtool is not None:
        written = [(subject.platform, subject.written) for subject in subjects]
        told = prove_alerts(written, promtool=judges.promtool, kept=kept, judge=judges.promtool_identity, progress=progress)
    outcomes: list[Outcome] = []
    for number, (subject, proofs) in enumerate(zip(subjects, told, strict=True)):
        progress(number, len(subjects), "routes and notifications")
        if proofs is not None:
            outcomes += _alerts(subject, proofs)
        if judges.amtool is not None:
            outcomes += _delivery(subject, judges, judges.amtool, kept)
    return Report(
        outcomes=tuple(outcomes),
        remarks=tuple(remark for subject in subjects for remark in _remarks(subject)),
        tests=sum(proofs.tests for proofs in told if proofs),
        ran=sum(proofs.ran for proofs in told if proofs),
    )


def _alerts(subject: Subject, proofs: AlertProofs) -> Iterator[Outcome]:
    for proof in proofs.proofs:
        yield Outcome(
            kind="alert",
            environment=subject.platform.environment,
            platform=subject.platform.name,
            suite=proof.rules,
            name=f"{proof.alert} ({proof.severity})" if proof.alert else "",
            of=ir.whose(proof.at),
            windows=proof.windows,
            span=subject.origins.span(proof.at, "key"),
            problems=proof.problems,
            unproved=proof.unproved,
            excused=proof.excused,
            seconds=proof.seconds,
        )


def _delivery(subject: Subject, judges: Judges, amtool: Path, kept: Kept) -> tuple[Outcome, ...]:
    """Return the outcomes of routes and notifications; they are kept when all of them are proved."""
    texts = [subject.written, *(host.written for host in subject.hosts)]
    files = (file for each in texts for file in sorted(each.items()) if file[0].startswith(("alertmanager/", "prometheus/")))
    parts = [judges.amtool_identity, subject.identity, *(part for file in files for part in file)]
    key = "delivery " + hashlib.sha256("\0".join(parts).encode()).hexdigest()
    known = kept.find(key)
    if known is not None:
        return convert(known, tuple[Outcome, ...])
    found = (*_routes(subject, amtool), *_notifications(subject, amtool, judges.default_templates))
    if all(each.proved for each in found):
        kept.keep(key, to_builtins(found))
    return found


def _routes(subject: Subject, amtool: Path) -> Iterator[Outcome]:
    started = time.perf_counter()
    proofs = [("", proof) for proof in prove_routes(subject.platform, subject.written, amtool=amtool)]
    for host in subject.hosts:
        at = f" at {host.platform.environment}/{host.platform.name}"
        proofs += [(at, proof) for proof in prove_routes(subject.platform, subject.written, amtool=amtool, host=host)]
    seconds = time.perf_counter() - started
    for at, proof in proofs:
        yield Outcome(
            kind="route",
            environment=subject.platform.environment,
            platform=subject.platform.name,
            suite="routes",
            name=f"{proof.alert} ({proof.severity}){at}",
            of=ir.whose(proof.at),
            windows=proof.windows,
            span=subject.origins.span(proof.at, "key"),
            problems=proof.complaints,
            unproved="" if proof.proved or proof.complaints else "no way leads to a receiver",
            seconds=seconds / len(proofs),
        )


def _notifications(subject: Subject, amtool: Path, default_templates: Path | None) -> Iterator[Outcome]:
    started = time.perf_counter()
    proofs = prove_notifications(subject.platform, subject.written, amtool=amtool, default_templates=default_templates)
    seconds = time.perf_counter() - started
    for proof in proofs:
        yield Outcome(
            kind="notification",
            environment=subject.platform.environment,
            platform=subject.platform.name,
            suite="notifications",
            name=f"{proof.receiver} ({proof.status})",
            span=subject.origins.span(proof.at, "key"),
            problems=proof.complaints,
            seconds=seconds / len(proofs),
        )


def _remarks(subject: Subject) -> Iterator[Remark]:
    for finding in examine(subject.platform):
        yield Remark(
            environment=subject.platform.environment,
            platform=subject.platform.name,
            code=finding.code,
            message=finding.message,
            span=subject.origins.span(finding.at, "key"),
        )
