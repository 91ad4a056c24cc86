"""TLS and authentication of an endpoint, which are spelt here as prometheus-operator spells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tocsin.section import Section
from tocsin.spec.client_tls import ClientTls
from tocsin.spec.receivers.http_client import Authorization, BasicAuth
from tocsin.spec.receivers.upstream import resource_name
from tocsin.spec.scrape import Scrape
from tocsin.spec.token import TokenRequest

_SECTIONS: Final[Mapping[str, type[Section]]] = {
    "tls": ClientTls,
    "basic_auth": BasicAuth,
    "authorization": Authorization,
    "oauth2": TokenRequest,
}
_TOKEN: Final = "bearerTokenSecret"  # noqa: S105  # a key
_AUTHORIZATION: Final = "authorization"
_BEARER: Final = "Bearer"


def client(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a plain endpoint says of how it is let in.

    >>> client(plain({"tlsConfig": {"insecureSkipVerify": True}, "bearerTokenSecret": {"name": "a", "key": "b"}}))
    {'tls': {'insecure_skip_verify': True}, 'authorization': {'credentials': {'secret': 'a', 'key': 'b'}}}
    """
    return _section(Scrape, endpoint, _SECTIONS)


def plain(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Return an endpoint without what only says the default, and with one way to say a token."""
    said = {key: value for key, value in endpoint.items() if value != {}}
    token = said.pop(_TOKEN, None)
    if token and token.get("name"):
        said[_AUTHORIZATION] = {"credentials": token}
    if (authorization := said.get(_AUTHORIZATION)) and str(authorization.get("type")).strip().lower() == _BEARER.lower():
        said[_AUTHORIZATION] = {key: value for key, value in authorization.items() if key != "type"}
    return said


def _section(kind: type[Section], given: Mapping[str, Any], sections: Mapping[str, type[Section]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in sections if kind is Scrape else kind.model_fields:
        value = given.get(resource_name(kind, field) or field)
        if value is not None:
            found[field] = _section(sections[field], value, sections) if field in sections else _reference(value)
    return found


def _reference(value: Any) -> Any:  # noqa: ANN401  # whatever the field holds
    """Return a value, which names a key of a Secret or ConfigMap in one of three forms, or is written out."""
    match value:
        case {"secret": {"name": name, "key": key}} | {"name": name, "key": key}:
            return {"secret": name, "key": key}
        case {"configMap": {"name": name, "key": key}}:
            return {"config_map": name, "key": key}
        case _:
            return value
