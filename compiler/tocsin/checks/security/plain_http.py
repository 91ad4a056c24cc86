"""An API on the internet over HTTP: the token that a notification is sent with can be read on the way, and the answer be forged.

A webhook's whole URL is a secret that no check sees; see to it that it begins with `https://`.

Bad:
    receivers:
      pager:
        opsgenie:
          api_key: {secret: opsgenie, key: key}
          api_url: http://api.eu.opsgenie.com/  # error
    routing: {receiver: pager}

Good:
    receivers:
      pager:
        opsgenie:
          api_key: {secret: opsgenie, key: key}
          api_url: https://api.eu.opsgenie.com/
    routing: {receiver: pager}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.finding import Checked, Finding
from tocsin.hosts import is_public
from tocsin.section import Section
from tocsin.source import Route


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every address of an API, of a receiver or shared by them, that is on the internet and not encrypted."""
    spec = checked.resolved.spec
    sections: Mapping[str, object] = {"alertmanager": spec.alertmanager, "receivers": spec.receivers}
    for section, value in sections.items():
        for at, url in _addresses(value, (section,)):
            if url.startswith("http://") and is_public(url):
                yield Finding(
                    message="what is sent there can be read on the way, its token too",
                    help=f"write `https://{url.removeprefix('http://')}`",
                    where=checked,
                    at=at,
                )


def _addresses(value: object, at: Route) -> Iterator[tuple[Route, str]]:
    match value:
        case Section():
            for field in value.model_fields_set:
                given = getattr(value, field)
                place: Route = (*at, type(value).model_fields[field].alias or field)
                if not isinstance(given, str):
                    yield from _addresses(given, place)
                elif field in {"url", "api_url", "app_url", "token_url"}:
                    yield place, given
        case Mapping():
            for key, each in value.items():
                yield from _addresses(each, (*at, key))
        case tuple() | list():
            for index, each in enumerate(value):
                yield from _addresses(each, (*at, index))
        case _:
            return
