"""Alerts that are called otherwise in the spec, in the matchers that ask for them by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from msgspec.structs import replace

from tocsin import ir
from tocsin.adopt.alertmanager.reading import Read
from tocsin.adopt.alertmanager.telling import Telling
from tocsin.regex.patterns import matches
from tocsin.routing.implication import only
from tocsin.routing.tree import holds
from tocsin.source import KeyPath

Names: TypeAlias = Mapping[str, tuple[str, ...]]
"""What alerts are called, by the names that they had."""
_NAME: Final = "alertname"
_LISTED: Final = {"=": "=~", "!=": "!~"}


def renamed(read: Read, names: Names, gone: Mapping[str, str]) -> Read:
    """Return a configuration that asks for the same alerts by the names that they have now.

    `gone` are those that others of the platform stand for, with the name of one of these.
    """
    asking = _Asking(read.telling, names, gone)
    inhibited = (
        replace(rule, source=asking.matchers(rule.source, rule.at), target=asking.matchers(rule.target, rule.at)) for rule in read.inhibited
    )
    return replace(read, root=asking.route(read.root), inhibited=tuple(inhibited))


class _Asking:
    """Puts new names in the place of old ones."""

    def __init__(self, telling: Telling, names: Names, gone: Mapping[str, str]) -> None:
        self._telling = telling
        self._names = names
        self._gone = gone

    def route(self, given: ir.Route) -> ir.Route:
        """Return a route with all below it."""
        return replace(given, matchers=self.matchers(given.matchers, given.at), routes=tuple(map(self.route, given.routes)))

    def matchers(self, given: Iterable[ir.Matcher], at: KeyPath) -> tuple[ir.Matcher, ...]:
        """Return matchers, of which those that ask for an alert's name ask for its new one."""
        return tuple(self._told(each, at) if each.label == _NAME else each for each in given)

    def _told(self, given: ir.Matcher, at: KeyPath) -> ir.Matcher:
        found = _with_names(given, self._names)
        for old, new in _each(self._names):
            if holds(given, old) != holds(found, new):
                before, now = ("did not take", "take") if holds(found, new) else ("took", "do not take")
                message = f"these matchers {before} `{old}`, and {now} it as `{new}`, its name here: ask for each alert that is meant"
                self._telling.tell(at, message, lost=True)
        for old, ours in self._gone.items():
            if _names_one(given, old):
                message = f"no alert is called `{old}` here: `{ours}` asks the same, so ask for that if it is meant"
                self._telling.tell(at, message, lost=True)
        return found


def _with_names(given: ir.Matcher, names: Names) -> ir.Matcher:
    """Return a matcher that holds for the new names of those for which it held.

    >>> def shown(op, value):
    ...     found = _with_names(ir.Matcher(label=_NAME, op=op, value=value), {"a b": ("AB",), "c": ("C", "C2"), "D": ("D",)})
    ...     return found.op + found.value
    >>> shown("=", "a b"), shown("!=", "c"), shown("=~", "a b|c|x"), shown("=~", "a.*"), shown("!~", "(?i)[cd]"), shown("=", "x")
    ('=AB', '!~C|C2', '=~AB|C|C2|x', '=~a.*|AB', '!~(?i)[cd]|C2', '=x')
    """
    asked = replace(given, op="=~") if given.op == "!~" else replace(given, op="=") if given.op == "!=" else given
    listed = only(asked)
    if listed:
        values = tuple(dict.fromkeys(new for old in listed for new in names.get(old, (old,))))
        return given if values == listed else _of(given, values)
    lacking = [new for old, new in _each(names) if matches(given.value, old) and not matches(given.value, new)]
    return replace(given, value="|".join([given.value, *dict.fromkeys(lacking)])) if lacking else given


def _of(given: ir.Matcher, values: tuple[str, ...]) -> ir.Matcher:
    if len(values) == 1:
        return replace(given, value=values[0])
    return replace(given, op=_LISTED.get(given.op, given.op), value="|".join(values))


def _each(names: Names) -> Iterator[tuple[str, str]]:
    yield from ((old, new) for old, called in names.items() for new in called)


def _names_one(given: ir.Matcher, name: str) -> bool:
    """Tell whether a matcher asks for one alert by its name, not for all of a kind."""
    return name in only(replace(given, op="=~" if "~" in given.op else "="))
