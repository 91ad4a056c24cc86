"""Receivers, and the settings that they share, as the language says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, get_args

from pydantic import TypeAdapter

from tocsin.adopt.alertmanager.settings import Settings, several
from tocsin.adopt.alertmanager.shape import ReceiverShape
from tocsin.adopt.alertmanager.telling import Telling
from tocsin.adopt.alertmanager.types_of_fields import fields
from tocsin.section import Section
from tocsin.source import KeyPath
from tocsin.spec.receivers.integration import Integration
from tocsin.spec.receivers.kind import type_of
from tocsin.spec.receivers.receiver import Receiver, kinds
from tocsin.spec.receivers.settings import AlertmanagerGlobal, SharedSettings
from tocsin.spec.validate import validate

_MOST_REPAIRS: Final = 20


def receiver(given: ReceiverShape, name: str, telling: Telling, at: KeyPath, templates: Mapping[str, str]) -> dict[str, Any]:
    """Return a receiver; `templates` are those that the configuration brings, `name` is what it is called here."""
    found: dict[str, Any] = {}
    lost = False
    for key, entries in (given.model_extra or {}).items():
        kind = _kind_of(key)
        if key == "labels" and isinstance(entries, dict):
            found["labels"] = {str(label): str(value) for label, value in entries.items()}
        elif kind is None:
            lost = lost or bool(entries)
            telling.tell((*at, key), f"`{key}` has no word here, and is left out", lost=bool(entries))
        else:
            read = [_integration(kind, each, name, telling, (*at, key, index), templates) for index, each in enumerate(several(entries))]
            kept = [each for each in read if each is not None]
            lost = lost or len(kept) < len(read)
            if kept:
                found[kind] = kept[0] if len(kept) == 1 else kept
    if not found.keys() - {"labels"}:
        found["discard"] = True
        if lost:
            telling.tell((*at, "name"), f"the receiver `{name}` tells nobody, since nothing of it could be taken over", lost=True)
    return found


def shared(given: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """Return the section `alertmanager`, which is the file's `global`."""
    found: dict[str, Any] = {}
    rest = {str(key): value for key, value in given.items()}
    settings = Settings(telling, "global")
    for group, info in AlertmanagerGlobal.model_fields.items():
        kind = _shared(type_of(info))
        if kind is None:
            continue
        mine = {key: rest.pop(key) for key in tuple(rest) if _belongs(key, kind)}
        if read := settings.section(kind, mine, ("global",), prefix=kind.PREFIX):
            found[group] = read
    found |= settings.section(AlertmanagerGlobal, rest, ("global",))
    return _mended(AlertmanagerGlobal, found, telling, ("global",)) or {}


def _kind_of(key: str) -> str | None:
    kind = key.removesuffix("_configs").removesuffix("Configs")
    return kind if kind in kinds() and kind != key else None


def _belongs(key: str, kind: type[SharedSettings]) -> bool:
    name = key.removeprefix(kind.PREFIX)
    return key.startswith(kind.PREFIX) and bool({name, name.removesuffix("_file")} & fields(kind, resource=False).keys())


def _shared(kind: Any) -> type[SharedSettings] | None:  # noqa: ANN401  # any annotation
    members = get_args(kind) or (kind,)
    return next((each for each in members if isinstance(each, type) and issubclass(each, SharedSettings)), None)


def _integration(
    kind: str, given: object, owner: str, telling: Telling, at: KeyPath, templates: Mapping[str, str]
) -> dict[str, Any] | None:
    section = type_of(Receiver.model_fields[kind])
    if not isinstance(given, dict):
        telling.tell(at, f"this is no {kind} integration, and is left out", lost=True)
        return None
    read = Settings(telling, owner).section(section, given, at)
    if kind == "slack":
        # Ours tells also when it is over; Alertmanager's does not.
        read.setdefault("send_resolved", False)
    for field, name in _redefined(kind, section, templates):
        read.setdefault(field, f'{{{{ template "{name}" . }}}}')
    return _mended(section, read, telling, at)


def _redefined(kind: str, section: type[Integration], templates: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the fields whose text by default is a template of Alertmanager's that the configuration has in its own words."""
    return [(field, name) for field in section.model_fields if (name := f"{kind}.default.{field}") in templates]


def _mended(section: type[Section], given: dict[str, Any], telling: Telling, at: KeyPath) -> dict[str, Any] | None:
    """Return what the language takes of a section, and tell what it does not; None when it takes nothing."""
    said = given
    for _ in range(_MOST_REPAIRS):
        wrong = validate(_adapter(section), said)
        if not isinstance(wrong, tuple):
            return said
        mistake = wrong[0]
        at_fault = mistake.at if isinstance(mistake.at, tuple) else ()
        path = next((at_fault[:length] for length in range(len(at_fault), 0, -1) if _there(said, at_fault[:length])), ())
        place = (*at, *_there_called(section, at_fault, resource=telling.configuration.form == "object"))
        if not path:
            telling.tell(place, f"this is left out: {mistake.message}; {mistake.help}", lost=True)
            return None
        telling.tell(place, f"`{_last_word(path)}` is left out: {mistake.message}; {mistake.help}", lost=True)
        said = _without(said, path)
    return None


def _there(value: Any, path: KeyPath) -> bool:  # noqa: ANN401  # plain data
    for key in path:
        items = dict(enumerate(value)) if isinstance(value, list) else value
        if not isinstance(items, dict) or key not in items:
            return False
        value = items[key]
    return True


def _without(value: Any, path: KeyPath) -> Any:  # noqa: ANN401  # plain data
    first, *rest = path
    items = dict(enumerate(value)) if isinstance(value, list) else value
    kept = {key: _without(item, tuple(rest)) if key == first else item for key, item in items.items() if rest or key != first}
    return list(kept.values()) if isinstance(value, list) else kept


def _last_word(path: KeyPath) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _there_called(section: type[Section], path: KeyPath, *, resource: bool) -> Iterator[str | int]:
    """Yield a path of the spec below `section` as Alertmanager spells it, as far as it is one of fields."""
    kind: type[Section] | None = section
    for part in path:
        if isinstance(part, int) or kind is None:
            yield part
            continue
        known = fields(kind, resource=resource)
        name = next((name for name, field in known.items() if field.spelling == part), None)
        yield part if name is None else name
        kind = None if name is None else known[name].section


@cache
def _adapter(section: type[Section]) -> TypeAdapter[Any]:
    return TypeAdapter(section)
