"""What the codes of a repository's own policies mean: each in its author's words, as it stands in `specs/policy.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent
from typing import TYPE_CHECKING

from tocsin.diagnostics.explanation import Explanation
from tocsin.policy.read import Policies

if TYPE_CHECKING:
    from tocsin.spec.policy import Policy


def explained(policies: Policies) -> Mapping[str, Explanation]:
    """Return the explanation of each policy by its code."""
    found = (
        Explanation(code=f"policy/{name}", summary=rule.message, why=_why(policies, name, rule)) for name, rule in policies.rules.items()
    )
    return {each.code: each for each in found}


def _why(policies: Policies, name: str, rule: Policy) -> str:
    place = policies.places[name]
    allowed = f"A spec may break it with a reason: `# allow policy/{name}: <reason>`." if rule.allow else "It cannot be allowed."
    said = f"A policy of this repository, {place.file}:{place.line}. {allowed}"
    return "\n\n".join(part for part in (said, rule.help, indent(policies.written[name], "    ")) if part)
