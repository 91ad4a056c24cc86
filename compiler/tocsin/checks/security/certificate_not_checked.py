"""A connection whose other side may be anybody: `insecure_skip_verify` accepts any certificate.

Whoever sits on the wire can read and forge notifications, and the credentials that come with them. What is scraped or probed so is
told when a password or a token is sent: without one, only metrics could be forged.

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
from tocsin.source import KeyPath
from tocsin.spec.probes import Http
from tocsin.spec.receivers.http_client import Tls
from tocsin.spec.scrape import Scrape
from tocsin.spec.values import values_in


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every TLS setting that trusts anybody: of receivers, what they share, and whom a secret of ours is sent to."""
    for at, part in (*_receivers(checked), *_asked(checked)):
        if isinstance(part, Tls) and part.insecure_skip_verify:
            yield Finding(
                message="any certificate is accepted, so that the other side may be anybody",
                help="remove `insecure_skip_verify`, and name the authority in `ca:`",
                where=checked,
                at=(*at, "insecure_skip_verify"),
            )


def _receivers(checked: Checked) -> Iterator[tuple[KeyPath, object]]:
    spec = checked.resolved.spec
    yield from values_in(spec.alertmanager, ("alertmanager",))
    yield from values_in(spec.receivers, ("receivers",))


def _asked(checked: Checked) -> Iterator[tuple[KeyPath, object]]:
    """Yield the TLS settings of scrapes and probes that send a secret, and of where they fetch a token."""
    asked: list[tuple[KeyPath, Scrape | Http]] = [(each.at, each.scrape) for each in checked.scrapes]
    for at, subject in checked.subjects:
        asked += [((*at, "probes", name, "http"), probe.http) for name, probe in subject.probes.items() if probe.http is not None]
    for at, each in asked:
        if each.basic_auth is not None or each.authorization is not None or each.oauth2 is not None:
            yield (*at, "tls"), each.tls
            yield from values_in(each.oauth2, (*at, "oauth2"))
