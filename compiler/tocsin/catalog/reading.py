"""Read the text of a pack file into a Pack, refusing whatever is not in the language of packs.

Packs are our own data: a mistake in one is a bug, raised as ValueError with the pack, the place and the key.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tocsin.catalog.pack import Endpoint, Metric, Pack
from tocsin.catalog.variants import PARTS
from tocsin.catalog.vocabulary import DEFAULTS, DIMENSIONS, EVIDENCE, METRIC_TYPES, SOURCE_KINDS, STABILITIES, STATUSES, UNITS
from tocsin.source import Fault, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tocsin.catalog.vocabulary import Dimension

_MISSING: Final = object()
_Word = TypeVar("_Word", bound=str)


class PackError(ValueError):
    """What is wrong with a pack: the path of the key from its file's root, and why, in words that follow the key."""

    def __init__(self, place: tuple[str, ...], key: str, why: str, *, word: str = "", choices: Iterable[str] = ()) -> None:
        super().__init__(f"pack {'.'.join(place)}: {key} {why}" if key else f"pack {'.'.join(place)}: {why}")
        self.path = (*place[1:], key) if key else place[1:]
        self.why = why
        self.word = word
        """What was written in place of one of `choices`."""
        self.choices = tuple(choices)


def read_pack(name: str, text: str) -> Pack:
    """Return the pack in `text`, the content of the file called `name`.

    Raises PackError naming the pack and the key for a key that packs do not have, a missing one, or a value of the wrong kind, and
    naming the pack for what is not the YAML of specs.
    """
    return pack_of(name, _data(name, text))


def pack_of(name: str, data: object, units: frozenset[str] = UNITS) -> Pack:
    """Return the pack that plain data says, with metrics in any of `units`; raise PackError as `read_pack`."""
    section = _Section((name,), data)
    if section.text("pack") != name:
        raise section.wrong("pack", f"is not the name of the file, {name}")
    dimensions = _dimensions(section, {})
    pack = Pack(
        name=name,
        about=section.text("about"),
        source_kind=section.word("source_kind", SOURCE_KINDS),
        repo=section.optional_text("repo"),
        version=section.text("version"),
        commit=section.optional_text("commit"),
        commit_date=section.optional_text("commit_date"),
        maintenance=section.optional_text("maintenance"),
        endpoint=_endpoint(endpoint) if (endpoint := section.optional_section("endpoint")) else None,
        other_endpoints=MappingProxyType({key: _endpoint(each) for key, each in section.sections("other_endpoints")}),
        enable=section.optional_text("enable"),
        honor_labels=section.flag("honor_labels"),
        on_each_node=section.optional_flag("on_each_node"),
        dimensions=dimensions,
        conditional_labels=MappingProxyType(section.mapping_of_texts("conditional_labels")),
        renamed_labels=MappingProxyType({key: value for key, value in section.mapping("renamed_labels").items() if value is not None}),
        index_labels=MappingProxyType(section.mapping_of_texts("index_labels")),
        facts=section.texts("facts"),
        metrics=MappingProxyType({key: _metric(key, each, dimensions, units) for key, each in section.sections("metrics")}),
    )
    section.finish()
    return pack


def read_defaults(name: str, text: str) -> tuple[Mapping[str, Mapping[str, object]], tuple[object, ...], tuple[Mapping[str, Any], ...]]:
    """Return what the pack `name` brings, from the content of its file, its panels, and how the first changes with releases and modes.

    A part that it does not have is empty. Raises PackError as `read_pack`.
    """
    read = _data(name, text)
    parts = MappingProxyType({part: read.get(part) or {} for part in PARTS})
    return parts, tuple(read.get("panels", ())), tuple(read.get("variants", ()))


def _data(name: str, text: str) -> Any:  # noqa: ANN401  # whatever the file holds
    read = parse(name, text.encode())
    if isinstance(read, Fault):
        raise PackError((name,), "", read.message)
    return read.value


def _metric(name: str, section: _Section, inherited: Mapping[Dimension, str], units: frozenset[str]) -> Metric:
    metric = Metric(
        name=name,
        type=section.word("type", METRIC_TYPES),
        unit=section.word("unit", units),
        labels=section.texts("labels"),
        buckets=section.numbers("buckets"),
        dimensions=_dimensions(section, inherited),
        help=section.text("help"),
        default=section.optional_word("default", DEFAULTS),
        since=section.optional_text("since"),
        deprecated=section.optional_text("deprecated"),
        hidden=section.optional_text("hidden"),
        removed=section.optional_text("removed"),
        released_with=section.optional_text("released_with"),
        status=section.optional_word("status", STATUSES),
        renamed_to=section.optional_text("renamed_to"),
        formerly=MappingProxyType(section.mapping("formerly")),
        stability=section.optional_word("stability", STABILITIES),
        dropped_by=section.texts("dropped_by", optional=True),
        only_while=section.optional_text("only_while"),
        endpoint=section.optional_text("endpoint"),
        values_since=MappingProxyType({label: MappingProxyType(each.texts_by_name()) for label, each in section.sections("values_since")}),
        note=section.optional_text("note"),
        evidence=section.word("evidence", EVIDENCE),
        source=section.text("source"),
    )
    section.finish()
    return metric


def _dimensions(section: _Section, inherited: Mapping[Dimension, str]) -> Mapping[Dimension, str]:
    """Merge a section's dimensions over the inherited ones; null removes one."""
    merged: dict[Dimension, str | None] = dict(inherited)
    for key, label in section.mapping("dimensions").items():
        if key not in DIMENSIONS:
            raise section.wrong("dimensions", f"has no dimension {key}")
        merged[key] = label
    return MappingProxyType({key: label for key, label in merged.items() if label is not None})


def _endpoint(section: _Section) -> Endpoint:
    endpoint = Endpoint(
        port=section.optional_number("port"),
        path=section.optional_text("path"),
        scheme=section.optional_text("scheme") or "http",
        port_name=section.optional_text("port_name"),
        note=section.optional_text("note"),
        beside=section.optional_flag("beside"),
    )
    section.finish()
    return endpoint


class _Section:
    """One mapping of a pack file. Keys are taken one by one; a key that nobody took is a mistake."""

    def __init__(self, place: tuple[str, ...], data: object) -> None:
        if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
            raise PackError(place, "", "is no mapping of text keys")
        self._place = place
        self._left: dict[str, object] = dict(data)
        self._asked: list[str] = []

    def finish(self) -> None:
        """Refuse the keys that are left."""
        for key in self._left:
            raise PackError(self._place, key, "is no key of a pack", word=key, choices=self._asked)

    def wrong(self, key: str, why: str) -> PackError:
        return PackError(self._place, key, why)

    def text(self, key: str) -> str:
        value = self._taken(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "is missing" if value is _MISSING else "is not text")
        return value

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if self._has(key) else None

    def word(self, key: str, words: frozenset[_Word]) -> _Word:
        value = self.text(key)
        if value not in words:
            raise PackError(self._place, key, f"is {value!r}, none of {', '.join(sorted(words))}", word=value, choices=sorted(words))
        return value

    def optional_word(self, key: str, words: frozenset[_Word]) -> _Word | None:
        return self.word(key, words) if self._has(key) else None

    def optional_flag(self, key: str) -> bool:
        return self._has(key) and self.flag(key)

    def flag(self, key: str) -> bool:
        value = self._taken(key)
        if not isinstance(value, bool):
            raise self.wrong(key, "is neither true nor false")
        return value

    def optional_number(self, key: str) -> int | None:
        value = self._taken(key, None)
        if value is not None and type(value) is not int:
            raise self.wrong(key, "is no whole number")
        return value

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        value = self._taken(key, [] if optional else _MISSING)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong(key, "is no list of texts")
        return tuple(value)

    def numbers(self, key: str) -> tuple[float, ...]:
        value = self._taken(key, [])
        if not isinstance(value, list) or not all(type(each) in (int, float) for each in value):
            raise self.wrong(key, "is no list of numbers")
        return tuple(float(each) for each in value)

    def mapping(self, key: str) -> dict[str, str | None]:
        value = self._taken(key, {})
        if not isinstance(value, dict) or not all(isinstance(k, str) and isinstance(v, str | None) for k, v in value.items()):
            raise self.wrong(key, "is no mapping of texts")
        return dict(value)

    def texts_by_name(self) -> dict[str, str]:
        """Return all of it, a text for each key."""
        return {key: self.text(key) for key in tuple(self._left)}

    def mapping_of_texts(self, key: str) -> dict[str, tuple[str, ...]]:
        return {name: _Section((*self._place, key), {name: value}).texts(name) for name, value in self._raw_mapping(key)}

    def optional_section(self, key: str) -> _Section | None:
        value = self._taken(key, None)
        return None if value is None else _Section((*self._place, key), value)

    def sections(self, key: str) -> Iterable[tuple[str, _Section]]:
        return [(name, _Section((*self._place, key, name), value)) for name, value in self._raw_mapping(key)]

    def _has(self, key: str) -> bool:
        self._asked.append(key)
        return key in self._left

    def _taken(self, key: str, default: object = _MISSING) -> object:
        self._asked.append(key)
        return self._left.pop(key, default)

    def _raw_mapping(self, key: str) -> Iterable[tuple[str, object]]:
        value = self._taken(key, {})
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            raise self.wrong(key, "is no mapping")
        return value.items()
