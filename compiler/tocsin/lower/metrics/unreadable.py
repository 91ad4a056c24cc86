"""Reports expressions that are no PromQL, at the word of the author's text where reading fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin import promql
from tocsin.diagnostics import Findings
from tocsin.raw.facts import fill

_PLACED: Final = 100
"""Whose words are looked for: it takes milliseconds each, and nobody reads so many at once."""


class Unreadable:
    """Tells each expression that is no PromQL once: of another model it is refused for the same reason."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._told: set[str] = set()

    def tell(self, name: str, text: str, facts: Mapping[str, str], failure: promql.ParseFailure) -> None:
        """Note why `text`, the expression of the metric `name`, is refused when its `facts` are filled in."""
        if name in self._told:
            return
        self._told.add(name)
        filled = fill(text, facts) if len(self._told) <= _PLACED else None
        place = promql.trouble(filled.text, failure.message) if filled is not None else None
        word = filled.text[slice(*place)] if filled is not None and place is not None else ""
        within = filled.written(*place) if filled is not None and place is not None else None
        why, remedy = promql.reason(failure.message, word), promql.remedy(failure.message, word)
        self._findings.add("metric/bad-promql", why, remedy, at=("metrics", name, "expr"), within=within)
