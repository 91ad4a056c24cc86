"""The types of values that may be secret: a credential is named, never written down."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema

from tocsin.section import FileRef, Secret, SecretRef, Text, mistake
from tocsin.section.naming import has_host

_HELP: Final = (
    "put the value into a Kubernetes Secret and write `{secret: <name of the Secret>, key: <key in it>}`;"
    " without Kubernetes into a file beside what reads it, `{file: <its path>}`"
)


def by_reference(value: object, info: ValidationInfo) -> object:
    """Return a secret's reference; raise the mistake of one that is written out."""
    if isinstance(value, str | int | float | bool):
        raise mistake("security/literal-secret", f"`{info.field_name}` is a secret and must not be written into a spec", _HELP)
    return _named(value) if isinstance(value, dict) else value


def _named(value: dict[object, object]) -> SecretRef | FileRef:
    # Choosing by the key that is there gives one clear error instead of one for each way of naming a secret.
    kind = FileRef if "file" in value and "secret" not in value else SecretRef
    return kind.model_validate(value)


def _or_reference(plain: type, noun: str) -> Callable[[object], object]:
    def validate(value: object) -> object:
        if isinstance(value, dict):
            return _named(value)
        if isinstance(value, SecretRef | FileRef) or (isinstance(value, plain) and not isinstance(value, bool) and value != ""):
            return value
        message = f"`{value}` is neither {noun} nor a reference to a secret"
        raise mistake("security/bad-reference", message, f"write {noun}, or `{{secret: …, key: …}}`")

    return validate


Reference = Annotated[Secret, BeforeValidator(by_reference, json_schema_input_type=Secret)]
"""A secret, by reference: `{secret: name, key: key}` or `{file: /path}`."""

MaybeReference = Annotated[Secret | None, BeforeValidator(by_reference, json_schema_input_type=Secret)]
"""A secret by reference that need not be there."""

TextOrReference = Annotated[Text | Secret, BeforeValidator(_or_reference(str, "a text"), json_schema_input_type=Text | Secret)]
"""A text that some keep secret: written out, or by reference."""

NumberOrReference = Annotated[int | Secret, BeforeValidator(_or_reference(int, "a number"), json_schema_input_type=int | Secret)]
"""A number that some keep secret: written out, or by reference."""


def _url(text: str) -> str:
    if not re.match(r"https?://[^/\s]", text) or not has_host(text):
        raise mistake("spec/bad-url", f"`{text}` is not a URL that can be asked", "write a URL with `http://` or `https://` and a host")
    return _without_password(text)


def _proxy_url(text: str) -> str:
    if not re.match(r"(https?|socks5)://[^/\s]", text) or not has_host(text):
        raise mistake(
            "spec/bad-url", f"`{text}` is not the URL of a proxy", "write a URL with `http://`, `https://` or `socks5://` and a host"
        )
    return _without_password(text)


def _without_password(text: str) -> str:
    if "@" in urlsplit(text).netloc:
        raise mistake(
            "security/literal-secret",
            "the URL carries a user name or password",
            "take `user:password@` out, and name the credentials by reference",
        )
    return text


Url = Annotated[str, AfterValidator(_url), WithJsonSchema({"type": "string", "pattern": "^https?://.+$"})]
"""The address of an API, without credentials."""

ProxyUrl = Annotated[str, AfterValidator(_proxy_url), WithJsonSchema({"type": "string", "pattern": "^(https?|socks5)://.+$"})]
"""The address of a proxy, without credentials."""


def _host_and_port(text: str) -> str:
    if not re.fullmatch(r"(\[[^\]]+\]|[^:\s]+):[0-9a-z-]+", text):
        raise mistake("receiver/bad-smarthost", f"`{text}` is not a host and a port", "write both, for example `smtp.example.com:587`")
    return text


HostAndPort = Annotated[str, AfterValidator(_host_and_port), WithJsonSchema({"type": "string", "examples": ["smtp.example.com:587"]})]
"""A server as `host:port`."""
