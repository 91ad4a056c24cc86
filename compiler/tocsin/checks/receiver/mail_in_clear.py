"""Mail that may go out unencrypted: whoever sits on the wire reads the alerts, and the password of the mail server.

`require_tls` is on unless it is switched off. A mail server on the same machine is no wire.
https://prometheus.io/docs/alerting/latest/configuration/#email_config

Bad (-), good (+):
    alertmanager:
      smtp:
  -     smarthost: smtp.example.com:25
  +     smarthost: smtp.example.com:587
        from: alerts@example.com
  -     require_tls: false  # error
    receivers: {mail: {email: {to: ops@example.com}}, pager: {webhook: {url: {secret: pager, key: url}}}}
    routing: {receiver: mail, routes: {critical: {when: {severity: critical}, to: pager}}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath
from tocsin.spec.receivers.mail import Email
from tocsin.spec.receivers.settings import Smtp

_THIS_MACHINE: Final = ("localhost", "127.", "[::1]")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every mail setting that gives up encryption towards another machine."""
    spec = checked.resolved.spec
    shared = spec.alertmanager.smtp
    if shared is not None:
        yield from _clear(checked, shared, ("alertmanager", "smtp"), shared.smarthost)
    for name, receiver in spec.receivers.items():
        for placed in receiver.integrations():
            if isinstance(placed.integration, Email):
                usual = shared.smarthost if shared is not None else None
                yield from _clear(checked, placed.integration, ("receivers", name, *placed.path), placed.integration.smarthost or usual)


def _clear(checked: Checked, mail: Smtp | Email, at: KeyPath, smarthost: str | None) -> Iterator[Finding]:
    if mail.require_tls is False and not mail.force_implicit_tls and not (smarthost or "").startswith(_THIS_MACHINE):
        with_password = " and the password" if mail.auth_password is not None or mail.auth_secret is not None else ""
        yield Finding(
            message=f"mail{with_password} may go to `{smarthost}` unencrypted"
            if smarthost
            else f"mail{with_password} may go out unencrypted",
            help="remove `require_tls: false`, and use the server's port for TLS, usually 587",
            where=checked,
            at=(*at, "require_tls"),
        )
