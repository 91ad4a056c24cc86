"""Reads the settings of receivers under Alertmanager's names, as the language says them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from tocsin.adopt.alertmanager.go_duration import from_go
from tocsin.adopt.alertmanager.shape import truth
from tocsin.adopt.alertmanager.telling import Telling
from tocsin.adopt.alertmanager.types_of_fields import Field, fields
from tocsin.adopt.leniency import text
from tocsin.adopt.names import as_it_is
from tocsin.regex import late
from tocsin.section import Section
from tocsin.source import KeyPath
from tocsin.spec.receivers.http_client import HttpClient
from tocsin.spec.receivers.integration import Integration
from tocsin.spec.receivers.mail import Email, Threading

_FILE: Final = "_file"
_SECRETIVE: Final = late(r"(?i)key|token|secret|passw|credential|auth|cookie|session|signature")
_QUERY: Final = re.compile(r"[?&]([^=&#]+)=[^&#]")
_SLACK: Final = "https://slack.com/api/chat.postMessage"
_NOTHING: Final = '{{ "" }}'
_WRITTEN_BY_MAIL: Final = frozenset({"html", "text"})


class Settings:
    """Reads for one configuration; `owner` begins the keys of secrets that are written out in it."""

    def __init__(self, telling: Telling, owner: str) -> None:
        self._telling = telling
        self._owner = owner
        self._resource = telling.configuration.form == "object"

    def section(self, kind: type[Section], given: Mapping[str, Any], at: KeyPath, *, prefix: str = "") -> dict[str, Any]:
        """Return what a section of Alertmanager's says, as the language says it; `prefix` begins its names there."""
        known = dict(fields(kind, resource=self._resource))
        if "urlSecret" in known:  # which may be written out, too
            known["url"] = known["urlSecret"]
        found: dict[str, Any] = {}
        for key, value in self._usual(kind, given, prefix, at).items():
            name = key.removeprefix(prefix)
            place = (*at, key)
            of_file = known.get(name.removesuffix(_FILE)) if name.endswith(_FILE) and name not in known else None
            field = known.get(name, of_file)
            if field is None or (of_file is not None and of_file.secret == "never"):  # noqa: S105  # a kind of field
                self._telling.tell(place, f"`{key}` has no word here, and is left out", lost=value is not None)
                continue
            read = None if value is None else self._file(value, place) if of_file is not None else self._value(kind, field, value, place)
            if read is not None:
                if field.spelling in found:
                    self._telling.tell(place, f"`{key}` is said in two ways: Alertmanager does not start with this", lost=True)
                found[field.spelling] = read
        return found

    def _file(self, path: object, at: KeyPath) -> dict[str, str] | None:
        return self._telling.file(path, at) if path else None

    def _usual(self, kind: type[Section], given: Mapping[str, Any], prefix: str, at: KeyPath) -> dict[str, Any]:
        """Return a section with what may be said in two ways said in one."""
        said = {str(key): value for key, value in given.items()}
        if said.get(f"{prefix}api_url") == _SLACK and any(said.get(f"{prefix}app_token{each}") for each in ("", _FILE)):
            # What an app uses anyway. https://github.com/prometheus/alertmanager/blob/main/config/config.go
            del said[f"{prefix}api_url"]
            message = f"`{prefix}api_url` is left out, since an app uses it anyway; a receiver with an `authorization` needs an `app_token`"
            self._telling.tell((*at, f"{prefix}api_url"), message)
        if kind is Threading:
            enabled = truth(said.pop("enabled", False))
            return said if enabled is True else {}
        if issubclass(kind, HttpClient):
            for old, new in (
                ("bearer_token", "credentials"),
                ("bearer_token_file", "credentials_file"),
                ("bearerTokenSecret", "credentials"),
            ):
                if said.get(old):
                    said["authorization"] = {new: said.pop(old)}
            for old, new in (("proxyURL", "proxyUrl"), ("enableHTTP2", "enableHttp2")):
                if old in said:
                    said.setdefault(new, said.pop(old))
        return said

    def _value(self, kind: type[Section], field: Field, value: Any, at: KeyPath) -> Any:  # noqa: ANN401  # whatever the file holds
        if field.spelling == "http_headers":
            return self._headers(value, at)
        if field.spelling == "proxy_connect_header":
            return self._connect_headers(value, at)
        if field.secret != "never":  # noqa: S105  # a kind of field
            return self._secret(field, value, at)
        if field.section is not None and not (field.text and isinstance(value, str)):
            return self._sections(field, field.section, value, at)
        if field.form == "pairs" and isinstance(value, list):
            value = {str(each.get("key")): each.get("value") for each in value if isinstance(each, dict)}
        if field.form == "text" and self._resource and isinstance(value, str):
            return value or None
        if field.anything:
            return value
        if field.by_name and isinstance(value, dict):
            return {str(key): self._text(kind, field, item, (*at, key)) for key, item in value.items() if item is not None}
        if field.many and isinstance(value, list):
            return [self._text(kind, field, item, (*at, index)) for index, item in enumerate(value)] or None
        return self._plain(kind, field, value, at)

    def _plain(self, kind: type[Section], field: Field, value: Any, at: KeyPath) -> Any:  # noqa: ANN401  # whatever the file holds
        if field.truth:
            return truth(value)
        if field.whole:
            return _whole(value)
        if field.go_duration:
            return from_go(value)
        return self._text(kind, field, value, at)

    def _text(self, kind: type[Section], field: Field, value: Any, at: KeyPath) -> Any:  # noqa: ANN401  # whatever the file holds
        said = text(value)
        if not isinstance(said, str):
            return said
        if not said.strip():
            # An empty text is not the same as none, where there is one by default.
            written = issubclass(kind, Integration) and (kind is not Email or field.spelling in _WRITTEN_BY_MAIL or field.by_name)
            return _NOTHING if written or field.many else None
        if re.match(r"https?://", said) and any(_SECRETIVE.search(name) for name in _QUERY.findall(said)):
            self._telling.tell(at, f"`{at[-1]}` carries a secret, which no spec has: it is left out", lost=True)
            return None
        # What stands between << and >> would be filled in here.
        return as_it_is(said) if issubclass(kind, Integration) else said

    def _sections(self, field: Field, section: type[Section], value: Any, at: KeyPath) -> Any:  # noqa: ANN401  # whatever the file holds
        if field.many and isinstance(value, list):
            return [
                self.section(section, item, (*at, index)) if isinstance(item, dict) else item for index, item in enumerate(value)
            ] or None
        return self.section(section, value, at) or None if isinstance(value, dict) else value

    def _secret(self, field: Field, value: Any, at: KeyPath) -> Any:  # noqa: ANN401  # whatever the file holds
        selected = value.get("secret") if isinstance(value, dict) and field.form == "wrapped" else value
        if isinstance(selected, dict) and isinstance(selected.get("name"), str) and isinstance(selected.get("key"), str):
            return {"secret": selected["name"], "key": selected["key"]}
        if isinstance(value, dict | list):
            self._telling.tell(at, f"`{at[-1]}` names no key of a Secret, and is left out", lost=True)
            return None
        if value == "":
            return None
        if field.secret == "maybe":  # noqa: S105  # a kind of field
            # Some keep it secret, and a URL carries tokens.
            read = _whole(value) if field.whole else value
            if not (isinstance(read, str) and "://" in read):
                return read if isinstance(read, int) and not isinstance(read, bool) else text(read)
        return self._telling.hidden(value, at, f"{self._owner}-{_key(at)}")

    def _headers(self, given: Any, at: KeyPath) -> Any:  # noqa: ANN401  # whatever the file holds
        if not isinstance(given, dict):
            return given
        found: dict[str, Any] = {}
        for name, values in given.items():
            place = (*at, str(name))
            if not isinstance(values, dict) or values.keys() - {"values", "secrets", "files"}:
                self._telling.tell(place, f"the header `{name}` is left out: Alertmanager takes `values`, `secrets` and `files`", lost=True)
                continue
            hide = _SECRETIVE.search(str(name)) is not None
            listed: list[Any] = [
                self._telling.hidden(each, place, f"{self._owner}-{name}") if hide or kind == "secrets" else text(each)
                for kind in ("values", "secrets")
                for each in several(values.get(kind))
            ]
            listed += [self._telling.file(each, place) for each in several(values.get("files"))]
            if listed:
                found[str(name)] = listed[0] if len(listed) == 1 else listed
        return found or None

    def _connect_headers(self, given: Any, at: KeyPath) -> Any:  # noqa: ANN401  # whatever the file holds
        if not isinstance(given, dict):
            return given
        if not self._resource:
            # A file of Alertmanager's has them in plain text, and no way to read them from another file.
            self._telling.tell(
                at, f"`{at[-1]}` is left out: it may hold secrets, which only an AlertmanagerConfig reads by reference", lost=True
            )
            return None
        return {
            str(name): [
                {"secret": each.get("name"), "key": each.get("key")} if isinstance(each, dict) else each for each in several(values)
            ]
            for name, values in given.items()
        } or None


def _whole(value: object) -> object:
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value) else value


def several(given: object) -> list[Any]:
    """Return what may stand alone or in a list as a list."""
    return given if isinstance(given, list) else [] if given is None else [given]


def _key(at: KeyPath) -> str:
    """Return what a secret at `at` is called, after the receiver."""
    words = [str(part).removesuffix("_configs").removesuffix("Configs") for part in at if isinstance(part, str)]
    return "-".join(word for word in words if word not in {"receivers", "global", "spec"})
