"""A connection whose other side may be anybody: `insecure_skip_verify` accepts any certificate.

Whoever sits on the wire can read and forge notifications, and the credentials that come with them.

Bad (-), good (+):
    receivers:
      chat:
        webhook:
          url: {secret: chat, key: url}
  -       http_config: {tls_config: {insecure_skip_verify: true}}  # error
  +       http_config: {tls_config: {ca: {secret: chat, key: ca}}}
    routing: {receiver: chat}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.spec.receivers.http_client import Tls
from tocsin.spec.values import values_in


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every TLS setting of the receivers and what they share that trusts anybody."""
    spec = checked.resolved.spec
    for at, part in (*values_in(spec.alertmanager, ("alertmanager",)), *values_in(spec.receivers, ("receivers",))):
        if isinstance(part, Tls) and part.insecure_skip_verify:
            yield Finding(
                message="any certificate is accepted, so that the other side may be anybody",
                help="remove `insecure_skip_verify`, and name the authority in `ca:`",
                where=checked,
                at=(*at, "insecure_skip_verify"),
            )
