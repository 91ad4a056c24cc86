"""A profile that no model or component names, in no environment: what it says is true of nothing.

Bad:
    profiles:
      usual: {owner: ml}
      slow: {owner: batch}  # error
    models: {chat: {profile: usual, workload: {deployment: chat}, scrape: {port: http}}}

Good:
    profiles:
      usual: {owner: ml}
      slow: {owner: batch}
    models:
      chat: {profile: usual, workload: {deployment: chat}, scrape: {port: http}}
      report: {profile: slow, workload: {deployment: report}, scrape: {port: http}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding

FROM_ABSENCE: Final = "platform"
IN_VAIN: Final = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every profile that nobody has in any environment."""
    named = {(checked.named_at, subject.profile) for checked in estate for _, subject in checked.subjects}
    known = {(checked.named_at, name): checked for checked in reversed(estate) for name in checked.resolved.spec.profiles}
    for (platform, name), checked in known.items():
        if (platform, name) not in named:
            yield Finding(
                message=f"nothing names the profile `{name}`",
                help=f"write `profile: {name}` in a model or component, or remove it",
                where=checked,
                at=("profiles", name),
                part="key",
            )
