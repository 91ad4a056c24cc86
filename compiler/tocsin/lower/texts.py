"""Texts for people, filled in with the facts that the rule is made of, so that changing a fact changes its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from tocsin.diagnostics import Findings, did_you_mean
from tocsin.duration import format_duration
from tocsin.lower.subject import Subject
from tocsin.source import Route
from tocsin.spec.resolved import Resolved

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment


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
        from jinja2 import TemplateSyntaxError, UndefinedError  # noqa: PLC0415  # 30 ms that a spec without texts of its own need not pay

        try:
            template = _template(text)
            if template is None:
                self._findings.add("text/bad-template", "a text names facts, it does not compute", "write facts as `<< name >>`", at=at)
            else:
                return template.render(facts)
        except UndefinedError as error:
            name = (error.message or "").partition("'")[2].partition("'")[0]
            self._findings.add("text/unknown-fact", f"`{name}` is no fact of this text", did_you_mean(name, facts), at=at)
        except TemplateSyntaxError as error:
            message = (error.message or "").rstrip(".")
            self._findings.add("text/bad-template", f"the text cannot be filled in: {message}", "write facts as `<< name >>`", at=at)
        return None

    def expression(self, text: str, subject: Subject | None, at: Route) -> str | None:
        """Return a raw expression with its facts."""
        return self.fill(text, self.subject_facts(subject), at)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined  # noqa: PLC0415  # see fill
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415  # see fill

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
def _template(text: str) -> Template | None:
    """Return the text as a template; None when it does more than name facts, which could take for ever or all memory."""
    from jinja2 import nodes  # noqa: PLC0415  # see fill

    environment = _environment()
    tree = environment.parse(text)
    plain = (nodes.Output, nodes.TemplateData, nodes.Name)
    return environment.from_string(tree) if all(isinstance(node, plain) for node in tree.find_all(nodes.Node)) else None
