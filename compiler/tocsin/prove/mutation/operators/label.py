"""A label of the rule that is missing or another."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tocsin.prove.mutation.change import Change
from tocsin.prove.mutation.rule import Rule


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule without each of its labels, and with another severity."""
    for label in sorted(rule.labels):
        rest = {each: value for each, value in rule.labels.items() if each != label}
        yield Change(replace(rule, labels=rest), f"the label `{label}` was lost")
        if label == "severity":
            yield Change(replace(rule, labels={**rest, label: "another"}), f"the severity `{rule.severity}` became `another`")
