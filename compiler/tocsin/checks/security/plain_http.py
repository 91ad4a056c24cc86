"""A password or a token over HTTP on the internet: it can be read on the way, and the answer be forged.

Told are the APIs of receivers, and what is scraped or probed with `basic_auth`, `authorization` or `oauth2`.

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
from tocsin.source import KeyPath
from tocsin.spec.probes import Http
from tocsin.spec.scrape import Scrape
from tocsin.spec.values import items_of, values_in

_ADDRESSES: Final = frozenset({"url", "api_url", "app_url", "token_url"})


_LET_IN: Final = ("basic_auth", "authorization", "oauth2")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every address that is on the internet and not encrypted: of an API, or scraped or probed with a password or a token."""
    for at, url, remedy in (*_apis(checked), *_scraped(checked), *_probed(checked)):
        if url.startswith("http://") and is_public(url):
            yield Finding(message="what is sent there can be read on the way, its token too", help=remedy, where=checked, at=at)


def _apis(checked: Checked) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the addresses of receivers, and those that they share."""
    spec = checked.resolved.spec
    for at, part in (*values_in(spec.alertmanager, ("alertmanager",)), *values_in(spec.receivers, ("receivers",))):
        for key, url in items_of(part) if isinstance(part, Section) else ():
            if key in _ADDRESSES and isinstance(url, str):
                yield (*at, key), url, _encrypted(url)


def _scraped(checked: Checked) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the targets to which a password or a token is sent, and where the token is fetched."""
    for each in checked.scrapes:
        yield from _fetched(each.scrape, each.at)
        if each.scrape.scheme == "http" and _shows(each.scrape):
            for index, target in enumerate(each.scrape.targets):
                yield (*each.at, "targets", index), f"http://{target}", "write `scheme: https`"


def _probed(checked: Checked) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the addresses that are probed with a password or a token, and where the token is fetched."""
    for at, subject in checked.subjects:
        for name, probe in subject.probes.items():
            if probe.http is None or not _shows(probe.http):
                continue
            path: KeyPath = (*at, "probes", name)
            yield from _fetched(probe.http, (*path, "http"))
            urls = {(): probe.url} if isinstance(probe.url, str) else {(index,): url for index, url in enumerate(probe.url)}
            yield from (((*path, "url", *place), url, _encrypted(url)) for place, url in urls.items())


def _fetched(asked: Scrape | Http, at: KeyPath) -> Iterator[tuple[KeyPath, str, str]]:
    if asked.oauth2 is not None:
        yield (*at, "oauth2", "token_url"), asked.oauth2.token_url, _encrypted(asked.oauth2.token_url)


def _shows(asked: Scrape | Http) -> bool:
    return any(getattr(asked, key) is not None for key in _LET_IN)


def _encrypted(url: str) -> str:
    return f"write `https://{url.removeprefix('http://')}`"
