"""A connection whose other side may be anybody: `insecure_skip_verify` accepts any certificate.

Whoever sits on the wire can read and forge notifications, and the credentials that come with them.

Bad:
    receivers:
      chat:
        webhook:
          url: {secret: chat, key: url}
          http_config: {tls_config: {insecure_skip_verify: true}}  # error
    routing: {receiver: chat}

Good:
    receivers:
      chat:
        webhook:
          url: {secret: chat, key: url}
          http_config: {tls_config: {ca: {secret: chat, key: ca}}}
    routing: {receiver: chat}
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from tocsin.finding import Checked, Finding
from tocsin.source import Route
from tocsin.spec.receivers.http_client import Tls


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every TLS setting of the receivers and what they share that trusts anybody."""
    spec = checked.resolved.spec
    settings: dict[Route, object] = {("alertmanager",): spec.alertmanager, ("receivers",): spec.receivers}
    for at, section in settings.items():
        for place, tls in _tls(section, at):
            if tls.insecure_skip_verify:
                yield Finding(
                    message="any certificate is accepted, so that the other side may be anybody",
                    help="remove `insecure_skip_verify`, and name the authority in `ca:`",
                    where=checked,
                    at=(*place, "insecure_skip_verify"),
                )


def _tls(part: object, at: Route) -> Iterator[tuple[Route, Tls]]:
    match part:
        case Tls():
            yield at, part
        case BaseModel():
            for name, field in type(part).model_fields.items():
                if name in part.model_fields_set:
                    yield from _tls(getattr(part, name), (*at, field.alias or name))
        case dict():
            for key, value in part.items():
                yield from _tls(value, (*at, key))
        case tuple():
            for index, value in enumerate(part):
                yield from _tls(value, (*at, index))
