"""What a probe asks: its URLs, with the facts of the model filled in."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.annotation import as_text
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject
from tocsin.source import KeyPath
from tocsin.spec.probes import Probe


def targets(context: Context, subject: Subject, probe: Probe, at: KeyPath) -> Iterator[str]:
    """Yield the URLs of a probe."""
    facts = context.texts.subject_facts(subject)
    for url in (probe.url,) if isinstance(probe.url, str) else probe.url:
        yield context.texts.fill(url, facts, (*at, "url")) or url


def asked(context: Context, subject: Subject, probe: Probe, at: KeyPath) -> tuple[tuple[str, str], ...]:
    """Return the fact that texts of its alerts say: the only URL, in brackets; of several the alert has a label that says which."""
    known = tuple(targets(context, subject, probe, at)) if isinstance(probe.url, str) else ()
    return (("asked", "".join(f" ({as_text(url)})" for url in known)),)
