"""Cuts a platform down to the few models and components that are needed to see what an edit changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from tocsin.common import CommonSpec
from tocsin.duration import parse_duration
from tocsin.incremental.last_build import MARKS, RUNS, SECTIONS, LastBuild, outside
from tocsin.incremental.words import words
from tocsin.load import load
from tocsin.source import Document, Fault, parse
from tocsin.spec.defaults import IN_COMMON
from tocsin.spec.tree import Tree
from tocsin.units import parse_quantity

_PRIVATE: Final = frozenset({"thresholds", "slos", "scaling"})
"""What of a model or component has numbers and texts that nothing but what is generated for it is made of."""
_TOLD: Final = frozenset({"for", "keep_firing_for", "summary", "description", "guide"})
"""What an alert says, and when."""
_MOST: Final = 50
"""To compile more than these twice is slower than to compile everything."""

_COMPONENTS: Final = SECTIONS[1]
_RUNNING: Final = frozenset({"runtime", "profile"})
"""What tells what runs it."""
_DEFAULTS: Final = "defaults"
_RECEIVERS: Final = "receivers"
_SILENT: Final = {"discard": True}
"""A receiver of which only the name is known."""
_CALLING: Final = "retraining"
"""What of a model may name a receiver."""

_Data = Mapping[str, Any]
"""What stands in a file: sections by name."""
_Subject = tuple[str, str]
"""Section and name of a model or component."""


def slices(
    name: str, edited: Collection[str], last: LastBuild, now: Mapping[str, bytes], common: CommonSpec | None
) -> tuple[Tree, Tree] | None:
    """Return a platform with the models and components that differ and those that they may have to do with, as it was and as it is.

    `name` is its folder, `edited` are those of its files that the `last` build read with another content, `now` has all of them, and
    `common` stands below them, as it did. None when anything differs but numbers and texts of what is private to models and components,
    or too many of these would be compiled.
    """
    was, became, outlines = _read(edited, last.folders[name]), _read(edited, now), last.outlines()
    if was is None or became is None or not outlines.keys() >= now.keys() or any(map(_run_elsewhere, outlines.values())):
        return None
    # Each file by itself, and by what it looks like: what moves has another source, and 1 and true are equal.
    if any(repr(_public(was[file].value)) != repr(_public(became[file].value)) for file in edited):
        return None
    old, new = (dict(_subjects(each.value for each in side.values())) for side in (was, became))
    differing = {key for key in new if repr(old[key]) != repr(new[key])}
    named = {*last.named[name], *words([side[key] for side in (old, new) for key in differing])}
    below = () if common is None else (outlines[common.document.file],)
    subjects = _told([*below, *(outlines[file] for file in sorted(now))])
    wanted = {key for key in subjects if key in differing or key[1] in named} | _running(subjects, differing)
    wanted |= _alike(subjects, differing)
    if len(wanted) > _MOST:
        return None
    whole = load(now, parsed=lambda file, content: became.get(file) or _parsed(file, content, outlines[file], wanted), common=common)
    if not isinstance(whole, Tree):
        return None
    few = _silenced(whole, wanted)
    return _with(few, wanted, old), _with(few, wanted, new)


def _read(files: Collection[str], contents: Mapping[str, bytes]) -> Mapping[str, Document] | None:
    found = {file: parse(file, contents[file]) for file in sorted(files)}
    sound = {file: each for file, each in found.items() if isinstance(each, Document) and isinstance(each.value, dict)}
    return sound if len(sound) == len(found) else None


def _parsed(file: str, content: bytes, outline: _Data, wanted: Collection[_Subject]) -> Document | Fault:
    """Return a file, with no model and component of it where nobody is going to ask for these.

    Nor does anybody ask then where in it something stands: mistakes end the comparison, and what is found is told by its route.
    """
    return parse(file, content) if any(key in wanted for key, _ in _subjects([outline])) else Document(file, "", outside(outline))


def _public(document: Any) -> _Data:  # noqa: ANN401  # what YAML holds
    """Return a file with neither numbers nor texts in what is private to its models and components: names are everybody's."""
    return {
        section: {name: _public_of(each) for name, each in given.items()} if _holds_subjects(section, given) else given
        for section, given in document.items()
    }


def _public_of(subject: Any) -> object:  # noqa: ANN401  # plain data of a file
    if not isinstance(subject, dict):
        return subject
    return {
        key: {name: _named(part) for name, part in given.items()} if key in _PRIVATE and isinstance(given, dict) else given
        for key, given in subject.items()
    }


def _named(part: object) -> object:
    match part:
        case bool():
            return part
        case int() | float():
            return 0
        case str() if parse_quantity(part) is not None or parse_duration(part) is not None:
            return 0
        case dict():
            return {key: _named(each) for key, each in part.items() if key not in _TOLD}
        case list():
            return [_named(each) for each in part]
        case _:
            return part


def _running(subjects: Mapping[_Subject, Any], differing: Collection[_Subject]) -> set[_Subject]:
    """Return the first that runs each runtime: of what one model runs, all may ask for metrics, and the first tells what they mean.

    Of components all that run something: they may be the gateways and exporters that tell of a model.
    """
    firsts: dict[tuple[str, str], _Subject] = {}
    exporters = set()
    for key, told in subjects.items():
        runs = _runs(told)
        if not runs.keys().isdisjoint(_RUNNING):
            firsts.setdefault((key[0], repr(runs)), key)
            exporters |= {key} if key[0] == _COMPONENTS else set()
    if len(firsts) == 1 and any((key[0], repr(_runs(subjects[key]))) in firsts for key in differing):
        return exporters  # each of the models is as good
    return {*firsts.values(), *exporters}


def _alike(subjects: Mapping[_Subject, Any], differing: Collection[_Subject]) -> set[_Subject]:
    """Return those whose series may be taken for those of others: who are known by one name, or run in one workload."""
    shared = {mark for key in differing for mark in subjects[key][MARKS]}
    return {key for key, told in subjects.items() if not shared.isdisjoint(told[MARKS])}


def _told(outlines: Collection[_Data]) -> dict[_Subject, _Data]:
    """Return what is known of each model and component: also what it runs because all do."""
    common: dict[str, dict[str, Any]] = {}
    for outline in outlines:
        for section, given in _mappings(outline.get(_DEFAULTS)):
            common[section] = {**common.get(section, {}), **_runs(given)}
    return {key: {**common.get(key[0], {}), **told} for key, told in _subjects(outlines)}


def _run_elsewhere(outline: _Data) -> bool:
    """Tell whether all, or all of a profile, run something in an environment that they do not run in others: no outline tells that."""
    patches = [each.get("patch") for _, each in _mappings(outline.get("environments"))]
    shared = [patch.get(section) for patch in patches if isinstance(patch, dict) for section in IN_COMMON]
    return any(_runs(given) for each in shared for _, given in _mappings(each))


def _mappings(value: Any) -> list[tuple[str, dict[str, Any]]]:  # noqa: ANN401  # what YAML holds
    return [(key, each) for key, each in value.items() if isinstance(each, dict)] if isinstance(value, dict) else []


def _runs(told: _Data) -> dict[str, Any]:
    return {key: told[key] for key in RUNS if key in told}


def _silenced(tree: Tree, wanted: Collection[_Subject]) -> Tree:
    """Return the platform in which no receiver says how it is told: that concerns nobody but the models that call one to be trained.

    What a patch names stays as it is, so that the patch applies.
    """
    given = tree.value.get(_RECEIVERS)
    if not isinstance(given, dict):
        return tree
    called = [each.get(_CALLING) for key, each in _subjects([tree.value]) if key in wanted and isinstance(each, dict)]
    named = set(words([*(tree.value.get(section) for section in ("environments", *IN_COMMON)), *called]))
    silenced = {name: each if name in named else _SILENT for name, each in given.items()}
    return replace(tree, value={**tree.value, _RECEIVERS: silenced})


def _with(tree: Tree, wanted: Collection[_Subject], given: Mapping[_Subject, object]) -> Tree:
    """Return the platform with the models and components that are `wanted` alone, those that are `given` as they are there."""
    environments = tree.value.get("environments")
    value = _only(tree.value, wanted, given)
    if isinstance(environments, dict):
        value["environments"] = {
            name: {**each, "patch": _only(each["patch"], wanted, {})}
            if isinstance(each, dict) and isinstance(each.get("patch"), dict)
            else each
            for name, each in environments.items()
        }
    return replace(tree, value=value, complete=False)


def _only(data: _Data, wanted: Collection[_Subject], given: Mapping[_Subject, object]) -> dict[str, object]:
    return {
        section: {name: given.get((section, name), each) for name, each in part.items() if (section, name) in wanted}
        if _holds_subjects(section, part)
        else part
        for section, part in data.items()
    }


def _subjects(documents: Iterable[Any]) -> Iterator[tuple[_Subject, Any]]:
    """Yield the models of all `documents`, then the components, as they stand in a platform."""
    known = list(documents)
    for section in SECTIONS:
        for given in (document.get(section) for document in known):
            yield from (((section, name), each) for name, each in (given.items() if _holds_subjects(section, given) else ()))


def _holds_subjects(section: str, given: object) -> bool:
    return section in SECTIONS and isinstance(given, dict)
