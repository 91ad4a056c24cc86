"""A receiver of a service that its maker has retired: sooner or later nothing arrives, and nobody says so.

Microsoft retires the Office 365 connectors that `msteams` posts to; `msteamsv2` posts to a workflow.
https://devblogs.microsoft.com/microsoft365dev/retirement-of-office-365-connectors-within-microsoft-teams/

Bad (-), good (+):
    receivers:
      chat:
  -     msteams: {webhook_url: {secret: teams, key: url}}  # error
  +     msteamsv2: {webhook_url: {secret: teams, key: url}}
    routing: {receiver: chat}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding

_RETIRED: Final = {
    "msteams": ("the Office 365 connectors of Microsoft Teams are retired", "create a workflow in Teams, and use `msteamsv2`")
}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every integration of a retired kind."""
    for name, receiver in checked.resolved.spec.receivers.items():
        for kind, (why, remedy) in _RETIRED.items():
            if getattr(receiver, kind) is not None:
                yield Finding(message=why, help=remedy, where=checked, at=("receivers", name, kind), part="key")
