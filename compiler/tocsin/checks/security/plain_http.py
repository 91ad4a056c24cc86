"""An API on the internet over HTTP: the token that a notification is sent with can be read on the way, and the answer be forged.

A webhook's whole URL is a secret that no check sees; see to it that it begins with `https://`.

Bad (-), good (+):
    receivers:
      pager:
        opsgenie:
          api_key: {secret: opsgenie, key: key}
  -       api_url: http://api.eu.opsgenie.com/  # error
  +       api_url: https://api.eu.opsgenie.com/
    routing: {receiver: pager}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.hosts import is_public
from tocsin.section import Section
from tocsin.spec.values import items_of, values_in

_ADDRESSES: Final = frozenset({"url", "api_url", "app_url", "token_url"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every address of an API, of a receiver or shared by them, that is on the internet and not encrypted."""
    spec = checked.resolved.spec
    for at, part in (*values_in(spec.alertmanager, ("alertmanager",)), *values_in(spec.receivers, ("receivers",))):
        for key, url in items_of(part) if isinstance(part, Section) else ():
            if key in _ADDRESSES and isinstance(url, str) and url.startswith("http://") and is_public(url):
                yield Finding(
                    message="what is sent there can be read on the way, its token too",
                    help=f"write `https://{url.removeprefix('http://')}`",
                    where=checked,
                    at=(*at, key),
                )
