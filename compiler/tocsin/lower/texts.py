"""Fills facts into texts for people: they are the same facts that the rule is made of, so that both always agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from tocsin.diagnostics import Findings, did_you_mean
from tocsin.duration import format_duration
from tocsin.lower.subject import Subject
from tocsin.source import KeyPath
from tocsin.spec.resolved import Resolved

# `<< name >>`, or something else that opens what Jinja would run: texts compute nothing, so that nothing nests or grows.
_OPENING: Final = re.compile(r"<<\s*([A-Za-z_][A-Za-z0-9_]*)\s*>>|<<|<%|<#")


class Texts:
    """Fills in `<< fact >>`; Prometheus' own `{{ $value }}` passes through."""

    def __init__(self, resolved: Resolved, findings: Findings, *, window_ms: int) -> None:
        self._window = format_duration(window_ms)
        self._resolved = resolved
        self._findings = findings
        self._known: dict[KeyPath, Mapping[str, str]] = {}
        self._in_alerts: dict[KeyPath, Mapping[str, str]] = {}

    def subject_facts(self, subject: Subject | None) -> Mapping[str, str]:
        """Return the facts that hold for all texts about `subject`."""
        at = subject.at if subject is not None else ()
        if at not in self._known:
            self._known[at] = self._facts(subject)
        return self._known[at]

    def alert_facts(self, subject: Subject) -> Mapping[str, str]:
        """Return the facts that hold for the texts of all alerts on `subject`."""
        if subject.at not in self._in_alerts:
            self._in_alerts[subject.at] = {**self.subject_facts(subject), "place": subject.place}
        return self._in_alerts[subject.at]

    def _facts(self, subject: Subject | None) -> Mapping[str, str]:
        platform = self._resolved.spec.platform
        facts = {
            "platform": platform.name,
            "environment": self._resolved.environment,
            "window": self._window,
            "namespace": subject.namespace if subject else platform.namespace,
            "owner": (subject.owner if subject else platform.owner) or "",
        }
        if subject is not None:
            # `model` also in a component's texts: a shared text then needs no case for it.
            facts |= {"subject": subject.name, "model": subject.name, "kind": subject.kind}
            facts |= {"job": subject.job or "", "workload": subject.workload or "", "pods": subject.pods or ""}
        return facts

    def fill(self, text: str, facts: Mapping[str, str], at: KeyPath) -> str | None:
        """Return `text` with its facts; None, and a diagnostic, when it cannot be filled in."""
        if "<" not in text:
            return text
        form = _form(text)
        if form is None:
            self._findings.add("text/bad-template", "a text names facts, it does not compute", "write facts as `<< name >>`", at=at)
            return None
        try:
            return form % facts
        except KeyError as unknown:
            (name,) = unknown.args
            said = f"`{name}` is no fact of this text"
            self._findings.add("text/unknown-fact", said, did_you_mean(name, facts), at=at, within=_place(text, name))
            return None

    def expression(self, text: str, subject: Subject | None, at: KeyPath) -> str | None:
        """Return a raw expression with its facts."""
        return self.fill(text, self.subject_facts(subject), at)


def _place(text: str, name: str) -> tuple[int, int] | None:
    """Return which characters of `text` name the fact `name`."""
    return next((found.span(1) for found in _OPENING.finditer(text) if found[1] == name), None)


def partly_filled(text: str, facts: Mapping[str, str]) -> str | None:
    """Return `text` with some facts, as `%` fills in the others, which is the fastest way; None when something else is opened."""
    parts = _parts(text)
    if parts is None:
        return None
    literal, names = parts
    named = [_literal(facts[name]) if name in facts else f"%({name})s" for name in names]
    return "".join([part for pair in zip_longest(literal, named, fillvalue="") for part in pair])


@lru_cache(maxsize=1024)
def _form(text: str) -> str | None:
    return partly_filled(text, {})


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the literal parts of `text` and the facts between them; None when something else than a fact is opened."""
    found = _OPENING.split(text)
    return None if None in found else (tuple(map(_literal, found[::2])), tuple(found[1::2]))


def _literal(text: str) -> str:
    return text.replace("%", "%%")
