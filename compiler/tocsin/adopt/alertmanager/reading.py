"""Reads each configuration: what Alertmanager would make of it, and what its parts are in the language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tocsin import ir
from tocsin.adopt.alertmanager.configuration import Configuration
from tocsin.adopt.alertmanager.inhibitions import Ours, inhibitions, written
from tocsin.adopt.alertmanager.intervals import interval
from tocsin.adopt.alertmanager.receivers import receiver, shared
from tocsin.adopt.alertmanager.shape import IntervalShape, ReceiverShape, Shape, plain, shape
from tocsin.adopt.alertmanager.telling import Telling, refused
from tocsin.adopt.alertmanager.templates import called, definitions, is_template_name, texts_in
from tocsin.adopt.alertmanager.tree import Names, original
from tocsin.adopt.names import kept
from tocsin.diagnostics import Diagnostic, Located
from tocsin.source import KeyPath, Origins
from tocsin.spec.locate import locate
from tocsin.spec.validate import validate


class Read(Struct, frozen=True, kw_only=True):
    """A configuration that was read."""

    telling: Telling
    shape: Shape
    root: ir.Route
    """As Alertmanager has it."""
    inhibited: tuple[ir.InhibitRule, ...]
    """Likewise."""
    settings: dict[str, Any]
    receivers: dict[str, Any]
    intervals: dict[str, Any]
    templates: dict[str, str]
    empty: frozenset[str]
    """The intervals in which there is no time."""

    def inhibit(self, ours: Ours, taken: set[str]) -> dict[str, Any]:
        """Return its inhibitions under names that are not `taken`."""
        return {kept(name, taken): rule for name, rule in written(self.inhibited, ours, self.telling).items()}


def read(found: Sequence[Configuration], secret: str | None, keys: dict[str, str], templates: Mapping[str, str]) -> list[Read | Located]:
    """Return each configuration, or what is wrong with it. `keys` gathers the keys of the Secret of that name by what they hold."""
    taken: tuple[set[str], set[str]] = (set(), set())
    result: list[Read | Located] = []
    for each in found:
        telling = Telling(configuration=each, secret=secret, notes=[], keys=keys)
        result += _read(telling, {**templates, **each.templates}, *taken)
    return result


def _read(telling: Telling, files: Mapping[str, str], receivers: set[str], intervals: set[str]) -> Iterator[Read | Located]:
    configuration = telling.configuration
    given = plain(configuration.value) if configuration.form == "object" else configuration.value
    shaped = validate(shape(), given)
    if not isinstance(shaped, Shape):
        yield from _located(shaped, configuration)
        return
    wrong: list[Diagnostic] = []
    named = Names(
        receivers=_named("receiver", ((each.name, at) for each, at in _receivers(shaped)), receivers, telling, wrong),
        intervals=_named("interval", ((each.name, at) for each, at in _intervals(shaped)), intervals, telling, wrong),
    )
    root = original(shaped.route, named, ("route",), wrong)
    wrong += _refused(shaped, root, configuration)
    inhibited = inhibitions(shaped.inhibit_rules, telling, ("inhibit_rules",), wrong)
    if wrong:
        yield from _located(wrong, configuration)
        return
    defined = _templates(files, telling)
    told = {named.receivers[each.name]: receiver(each, named.receivers[each.name], telling, at, defined) for each, at in _receivers(shaped)}
    times = {named.intervals[each.name]: interval(each, telling, at) for each, at in _intervals(shaped)}
    for key in ("tracing", "event_recorder"):
        if getattr(shaped, key):
            telling.tell((key,), f"`{key}` has no word here, and is left out", lost=True)
    _unread(shaped, told, defined, files, telling)
    yield Read(
        telling=telling,
        shape=shaped,
        root=root,
        inhibited=inhibited,
        settings=shared(shaped.global_, telling),
        receivers=told,
        intervals={name: parts for name, parts in times.items() if parts},
        templates=defined,
        empty=frozenset(name for name, parts in times.items() if not parts),
    )  # fmt: skip


def _located(wrong: Iterable[Diagnostic], configuration: Configuration) -> Iterator[Located]:
    document = configuration.document
    placed = (replace(each, at=configuration.place(each.at) if isinstance(each.at, tuple) else each.at) for each in wrong)
    yield from locate(placed, Origins({document.file: document}, {(): (document.file, ())}))


def _refused(given: Shape, root: ir.Route, configuration: Configuration) -> Iterator[Diagnostic]:
    """Yield what Alertmanager says of the root."""
    if given.route.receiver is None:
        yield refused("the root names no receiver", "write `receiver:` below `route:`", ("route",))
    if root.matchers and configuration.form != "object":
        yield refused("the root takes every alert, so that it has no matchers", "move them to one of its `routes:`", ("route",))
    for key in ("mute_time_intervals", "active_time_intervals"):
        if getattr(given.route, key) and configuration.form != "object":
            yield refused(f"the root has no `{key}`", "move them to one of its `routes:`", ("route", key))


def _named(noun: str, given: Iterable[tuple[str, KeyPath]], taken: set[str], telling: Telling, wrong: list[Diagnostic]) -> dict[str, str]:
    """Return what each of several names becomes here, none of which is `taken` then, and tell where it is not the same."""
    found: dict[str, str] = {}
    for name, at in given:
        if name in found:
            wrong.append(refused(f"there are two {noun}s `{name}`", "give one another name", (*at, "name")))
            continue
        own = found[name] = kept(name, taken)
        taken.add(own)
        if own != name:
            telling.tell((*at, "name"), f"the {noun} `{name}` is called `{own}` here")
    return found


def _receivers(given: Shape) -> Iterator[tuple[ReceiverShape, KeyPath]]:
    yield from ((each, ("receivers", index)) for index, each in enumerate(given.receivers))


def _intervals(given: Shape) -> Iterator[tuple[IntervalShape, KeyPath]]:
    for key in ("mute_time_intervals", "time_intervals"):
        yield from ((each, (key, index)) for index, each in enumerate(getattr(given, key)))


def _templates(files: Mapping[str, str], telling: Telling) -> dict[str, str]:
    found: dict[str, str] = {}
    for file, text in sorted(files.items()):
        for each in definitions(text):
            if is_template_name(each.name):
                found[each.name] = each.text
            else:
                said = f"the template `{each.name}` of `{PurePosixPath(file).name}` is left out"
                telling.tell(("templates",), f"{said}: name it by letters, digits, `.`, `-` and `_`, and call it so", lost=True)
    return {name: text for name, text in found.items() if text.strip()}


def _unread(given: Shape, receivers: Mapping[str, Any], defined: Mapping[str, str], files: Mapping[str, str], telling: Telling) -> None:
    """Tell of template files that were not given."""
    missing = called(texts_in(dict(receivers)), defined)
    names = ", ".join(f"`{name}`" for name in sorted(missing))
    for index, pattern in enumerate(given.templates):
        if not any(fnmatch(PurePosixPath(file).name, PurePosixPath(pattern).name) for file in files):
            lacking = f", and {names} {'is' if len(missing) == 1 else 'are'} called" if missing else ""
            message = f"no template file of `{pattern}` was given{lacking}: name these files beside this one, if there are any"
            telling.tell(("templates", index), message, lost=bool(missing))
    if missing and not given.templates:
        telling.tell(("receivers",), f"no template {names} is defined: name the file that does beside this one", lost=True)
