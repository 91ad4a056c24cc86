"""A platform with no more models and components than it takes to see what an edit changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from tocsin.incremental.last_build import SECTIONS, LastBuild
from tocsin.load import load
from tocsin.source import Document, parse
from tocsin.spec.tree import Tree

_PRIVATE: Final = frozenset({"thresholds", "slos", "scaling"})
"""What of a model or component nothing but what is generated for it is made of."""
_MOST: Final = 50
"""To compile more than these twice is slower than to compile everything."""

_Subjects = Mapping[str, Mapping[str, Any]]
"""Models and components as plain data, by section and name."""


def slices(name: str, edited: Collection[str], last: LastBuild, now: Mapping[str, bytes]) -> tuple[Tree, Tree] | None:
    """Return a platform with the models and components that differ alone, as it was and as it is.

    `name` is its folder, `edited` are those of its files that the `last` build read with another content, `now` has all of them. None
    when more than what is private to some models and components differs, or too many of them do.
    """
    was = load(name, {file: last.folders[name][file] for file in edited})
    became = load(name, {file: now[file] for file in edited})
    if not (isinstance(was, Tree) and isinstance(became, Tree)):
        return None
    differing = _differing(was, became)
    outlines = last.outlines()
    if differing is None or not outlines.keys() >= now.keys():
        return None
    # Whoever is named somewhere is there: what names nobody is another mistake.
    words = set(_words([_rest(outlines[file]) for file in now]))
    named = {file for file in now if file not in edited and any(words.intersection(each) for each in _subjects(outlines[file]).values())}
    read = {*edited, *named}
    whole = load(name, now, parsed=lambda file, content: parse(file, content) if file in read else _outlined(file, content, outlines))
    if not isinstance(whole, Tree):
        return None
    known = _subjects(whole.value)
    wanted = {section: {key for key in known[section] if key in words or key in differing[section]} for section in SECTIONS}
    if sum(map(len, wanted.values())) > _MOST:
        return None
    subjects = {section: {key: each for key, each in known[section].items() if key in wanted[section]} for section in SECTIONS}
    old = _subjects(was.value)
    earlier = {section: {key: old[section].get(key, each) for key, each in subjects[section].items()} for section in SECTIONS}
    return _with(whole, earlier), _with(whole, subjects)


def _outlined(file: str, content: bytes, outlines: Mapping[str, object]) -> Document:
    """Return a file without what stands in its models and components, which nobody is going to ask for."""
    return Document(file, content.decode("utf-8-sig"), outlines[file])


def _differing(was: Tree, became: Tree) -> Mapping[str, set[str]] | None:
    """Return the models and components that differ in what is theirs alone; None when anything else does."""
    # By what they look like: 1 and 1.0 and true are equal, and not the same.
    if repr(_rest(was.value)) != repr(_rest(became.value)):
        return None
    found: dict[str, set[str]] = {}
    for section in SECTIONS:
        old, new = _subjects(was.value)[section], _subjects(became.value)[section]
        if list(old) != list(new):
            return None
        found[section] = {key for key in new if repr(old[key]) != repr(new[key])}
        if any(not _private(old[key], new[key]) for key in found[section]):
            return None
    return found


def _private(old: object, new: object) -> bool:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return False
    return repr([(key, old[key]) for key in old if key not in _PRIVATE]) == repr([(key, new[key]) for key in new if key not in _PRIVATE])


def _rest(document: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in document.items() if key not in SECTIONS}


def _subjects(document: Mapping[str, object]) -> _Subjects:
    sections = {section: document.get(section) for section in SECTIONS}
    return {section: given if isinstance(given, dict) else {} for section, given in sections.items()}


def _with(tree: Tree, subjects: _Subjects) -> Tree:
    """Return the platform with these models and components alone, also where an environment patches others."""
    value = {key: subjects[key] if key in SECTIONS else each for key, each in tree.value.items()}
    environments = value.get("environments")
    if isinstance(environments, dict):
        value["environments"] = {name: _patched(each, subjects) for name, each in environments.items()}
    return replace(tree, value=value)


def _patched(environment: object, subjects: _Subjects) -> object:
    patch = environment.get("patch") if isinstance(environment, dict) else None
    if not (isinstance(environment, dict) and isinstance(patch, dict)):
        return environment
    kept = {
        key: {name: inner for name, inner in each.items() if name in subjects[key]} if key in SECTIONS and isinstance(each, dict) else each
        for key, each in patch.items()
    }
    return {**environment, "patch": kept}


def _words(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, each in value.items():
                yield from _words(key)
                yield from _words(each)
        case list():
            for each in value:
                yield from _words(each)
