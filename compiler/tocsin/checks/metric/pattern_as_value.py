"""A regular expression where a value is meant: it is compared letter by letter, no series has it, and the alert never fires.

Bad (-), good (+):
    platform: {cluster: {prometheus: {release: monitoring}}}
    metrics:
      requests: {series: http_requests_total, type: counter, unit: requests, labels: {code: status}}
  -   errors: {ratio: {of: requests, where: {code: "5.."}}}  # error
  +   errors: {ratio: {of: requests, where: {code: {matches: "5.."}}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.regex.patterns import is_meant_as_pattern
from tocsin.section.matching import LabelMatch, Matching
from tocsin.source import KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every value of a `where` that is written as a pattern."""
    for each in checked.conditions:
        for label, match in each.where.items():
            for place, value, instead in _values(match):
                if is_meant_as_pattern(value):
                    yield Finding(
                        message=f"`{value}` is compared letter by letter, and written like a pattern",
                        help=f"write `{label}: {{{_instead(instead, value)}}}`",
                        where=checked,
                        at=(*each.at, label, *place),
                    )


def _instead(key: str, value: str) -> str:
    """Return the condition; PromQL's sign before a pattern is no part of it."""
    pattern = value.lstrip("!=~") if value.startswith(("=~", "==~", "!~", "!=~")) else value
    return f'{"not_matches" if value.startswith("!") else key}: "{pattern}"'


def _values(match: LabelMatch) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield each value that is compared as it is, where it stands, and the key under which it would be a pattern."""
    if isinstance(match, Matching):
        if match.equals_not is not None:
            yield ("not",), match.equals_not, "not_matches"
    elif isinstance(match, str):
        yield (), match, "matches"
    else:
        yield from (((index,), value, "matches") for index, value in enumerate(match))
