"""Leaves out mistakes that only follow from a misspelt word: the rest is read as if the word were corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from tocsin.diagnostics import Diagnostic
from tocsin.resolve.releases import SECTIONS, Stated
from tocsin.source import KeyPath


def as_meant(given: Stated, meant: Mapping[str, str]) -> Stated:
    """Return a spec or a patch whose packs are called as they are `meant` to be."""
    value: dict[str, object] = dict(given.value)
    used = value.get("use")
    if isinstance(used, list):
        named = [meant.get(name, name) if isinstance(name, str) else name for name in used]
        value["use"] = [name for index, name in enumerate(named) if name not in named[:index]]
    for section in SECTIONS:
        subjects = value.get(section)
        if isinstance(subjects, Mapping):
            value[section] = {name: _running(subject, meant) for name, subject in subjects.items()}
    return replace(given, value=value, releases={meant.get(name, name): each for name, each in given.releases.items()})


def _running(subject: Any, meant: Mapping[str, str]) -> Any:  # noqa: ANN401  # plain data of a file
    runtime = subject.get("runtime") if isinstance(subject, Mapping) else None
    return {**subject, "runtime": meant[runtime]} if isinstance(runtime, str) and runtime in meant else subject


def told_besides(
    removals: Iterable[Diagnostic], mistakes: Iterable[Diagnostic], base: Mapping[str, object], at: KeyPath
) -> Iterator[Diagnostic]:
    """Yield those of `removals` that are mistakes of the patch at `at`: the others look for what stands below a misspelt key.

    `mistakes` are those of `base` with the patch.
    """
    unknown = [each.at for each in mistakes if each.code in {"spec/unknown-key", "spec/misplaced-key"} and isinstance(each.at, tuple)]
    # A key of the base may hold whatever is looked for beside it, one of the patch only what is below it.
    hidden = [path[:-1] if _has(base, path) else path for path in unknown]
    for each in removals:
        path = each.at[len(at) :] if isinstance(each.at, tuple) else ()
        if not any(path[: len(holder)] == holder for holder in hidden):
            yield each


def _has(value: Any, path: KeyPath) -> bool:  # noqa: ANN401  # plain data of a file
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            return False
        value = value[key]
    return True
