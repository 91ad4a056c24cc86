"""Texts for people, filled in with the facts that the rule is made of, so that changing a fact changes its sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from tocsin.diagnostics import Findings, did_you_mean
from tocsin.duration import format_duration
from tocsin.lower.subject import Subject
from tocsin.source import Route
from tocsin.spec.resolved import Resolved

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment


# `<< name >>`, or something else that opens what Jinja would run.
_OPENING: Final = re.compile(r"<<\s*([A-Za-z_][A-Za-z0-9_]*)\s*>>|<<|<%|<#")


class Texts:
    """Fills in `<< fact >>`; Prometheus' own `{{ $value }}` passes through."""

    def __init__(self, resolved: Resolved, findings: Findings, *, window_ms: int) -> None:
        self._window = format_duration(window_ms)
        self._resolved = resolved
        self._findings = findings

    def subject_facts(self, subject: Subject | None) -> dict[str, str]:
        """Return the facts that hold for all texts about `subject`."""
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

    def fill(self, text: str, facts: Mapping[str, str], at: Route) -> str | None:
        """Return `text` with its facts; None when it cannot be filled in, which has then been said."""
        if "<" not in text:
            return text
        # Looked at before Jinja does: it computes, knows names of its own (`self`, `range`), and nests until the stack is full.
        for opening in _OPENING.finditer(text):
            name = opening[1]
            if name is None:
                self._findings.add("text/bad-template", "a text names facts, it does not compute", "write facts as `<< name >>`", at=at)
                return None
            if name not in facts:
                self._findings.add("text/unknown-fact", f"`{name}` is no fact of this text", did_you_mean(name, facts), at=at)
                return None
        return _template(text).render(facts)

    def expression(self, text: str, subject: Subject | None, at: Route) -> str | None:
        """Return a raw expression with its facts."""
        return self.fill(text, self.subject_facts(subject), at)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined  # noqa: PLC0415  # 30 ms that a spec without texts of its own need not pay
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415  # 30 ms too

    return ImmutableSandboxedEnvironment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        undefined=StrictUndefined,
        autoescape=False,  # the texts go into YAML through our own writer, not into HTML
        keep_trailing_newline=True,
    )


@cache
def _template(text: str) -> Template:
    return _environment().from_string(text)
