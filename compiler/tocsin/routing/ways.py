"""Every way of an alert through a routing tree, with the values of the labels that decide it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from tocsin import ir
from tocsin.regex.patterns import examples
from tocsin.routing.sent_labels import KnownLabels
from tocsin.routing.tree import UndecidedError, Value, holds, hops

MOST_WAYS: Final = 512
"""More than these are not tried for one alert: then it is not proved."""


class Values(Struct, frozen=True, kw_only=True):
    """Values of one label: for each set of matchers that can hold together, one value for which just they do."""

    tried: tuple[str, ...]
    gaps: tuple[ir.Matcher, ...]
    """Matchers of which no value was found that makes them hold, or none that makes them fail."""


class Ways:
    """The ways through `trees`. A matcher on an unknown label is tried both ways."""

    def __init__(self, trees: Iterable[ir.Route]) -> None:
        self.trees = tuple(trees)
        self._asked = _by_label(self.trees)
        self.labels = tuple(sorted(self._asked))
        """The labels that the trees ask for."""
        self._values: dict[str, Values] = {}

    def of(self, labels: KnownLabels, given: Mapping[str, str] = MappingProxyType({})) -> Iterator[Mapping[str, str]]:
        """Yield values of the unknown labels, for each way one; only labels that decide something have one, and those that are `given`."""
        yield from self._below(labels, dict(given))

    def gaps(self, assignments: Iterable[Mapping[str, str]]) -> tuple[ir.Matcher, ...]:
        """Return the matchers on the labels of `assignments` that could not be tried both ways."""
        asked = sorted({label for each in assignments for label in each})
        return tuple(gap for label in asked for gap in self._of_label(label).gaps)

    def _below(self, labels: KnownLabels, chosen: dict[str, str]) -> Iterator[Mapping[str, str]]:
        undecided = self._undecided(labels, chosen)
        if undecided is None:
            yield chosen
            return
        for value in self._choices(labels, undecided):
            yield from self._below(labels, {**chosen, undecided: value})

    def _undecided(self, labels: KnownLabels, chosen: Mapping[str, str]) -> str | None:
        try:
            for tree in self.trees:
                hops(tree, lookup(labels, chosen))
        except UndecidedError as undecided:
            return undecided.label
        return None

    def _choices(self, labels: KnownLabels, label: str) -> tuple[str, ...]:
        tried = self._of_label(label).tried
        if label in labels.present:
            return tuple(value for value in tried if value) or _OTHERS[:1]  # nothing depends on which one it is
        external = labels.external.get(label)
        return tried if external is None else tuple(dict.fromkeys((external, *(value for value in tried if value))))

    def _of_label(self, label: str) -> Values:
        # Most alerts have every label that decides: nothing is tried for them.
        if label not in self._values:
            self._values[label] = representatives(self._asked[label])
        return self._values[label]


def lookup(labels: KnownLabels, chosen: Mapping[str, str], *, rest: str | None = None) -> Value:
    """Return the function from a label to its value in `labels` when the unknown ones are as `chosen`.

    An unknown label that is not chosen has the value `rest`; with None it raises UndecidedError.
    """

    def value(label: str) -> str:
        known = labels.known(label)
        if known is not None:
            return known
        value = chosen.get(label, rest)
        if value is None:
            raise UndecidedError(label)
        return value or labels.external.get(label, "")

    return value


def representatives(matchers: Iterable[ir.Matcher]) -> Values:
    """Return values of one label that try `matchers` every way that could be found, the missing label first.

    For `=` and `!=` these are all ways there are. A regular expression is tried with a value for each of its alternatives:
    where several expressions on one label overlap in other ways than these values show, that is not tried.
    """
    asked = tuple(dict.fromkeys(matchers))
    candidates = ["", *(value for matcher in asked for value in _examples(matcher)), *_OTHERS]
    found: dict[tuple[bool, ...], str] = {}
    for value in candidates:
        found.setdefault(tuple(holds(matcher, value) for matcher in asked), value)
    gaps = tuple(matcher for index, matcher in enumerate(asked) if len({truths[index] for truths in found}) == 1)
    # `.*` holds for everything: that is no gap in what was tried.
    real = tuple(matcher for matcher in gaps if matcher.op in ("=", "!=") or matcher.value not in _EVERYTHING)
    return Values(tried=tuple(found.values()), gaps=real)


_OTHERS: Final = ("something-else", "0", "Z", "-", "é z")
_EVERYTHING: Final = (".*", "(.*)", "^.*$")


def _examples(matcher: ir.Matcher) -> tuple[str, ...]:
    return examples(matcher.value) if matcher.op in ("=~", "!~") else (matcher.value,)


def _by_label(trees: Iterable[ir.Route]) -> dict[str, list[ir.Matcher]]:
    found: dict[str, list[ir.Matcher]] = {}
    for tree in trees:
        for matcher in tree.matchers:
            found.setdefault(matcher.label, []).append(matcher)
        for label, matchers in _by_label(tree.routes).items():
            found.setdefault(label, []).extend(matchers)
    return found
