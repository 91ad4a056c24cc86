"""JSON merge patches: one value over another, and what a patch wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tocsin.diagnostics import Diagnostic, did_you_mean
from tocsin.source import Route


def merge_patch(target: object, patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return `target` with a JSON merge patch applied, by https://www.rfc-editor.org/rfc/rfc7386. Neither is changed.

    >>> merge_patch({"a": 1, "b": {"c": 2, "d": 3}}, {"a": None, "b": {"c": 4}})
    {'b': {'c': 4, 'd': 3}}
    """
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value) if isinstance(value, Mapping) else value
    return merged


def written(target: object, patch: object, route: Route = ()) -> Iterator[Route]:
    """Yield the routes of what a patch replaces, adds or removes: of each the shortest, for what is in it is the patch's too."""
    if isinstance(target, Mapping) and isinstance(patch, Mapping):
        for key, value in patch.items():
            yield from written(target.get(key), value, (*route, key))
    else:
        yield route


def nothing_removed(target: object, patch: object, at: Route) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each `null` of a patch that has nothing to remove; `at` is where the patch stands."""
    if not isinstance(patch, Mapping):
        return
    known = target if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None and key not in known:
            message, remedy = f"there is no `{key}` to remove", did_you_mean(key, known) if known else "remove this line"
            yield Diagnostic(code="environment/removes-nothing", message=message, help=remedy, at=(*at, key), part="key")
        else:
            yield from nothing_removed(known.get(key), value, (*at, key))
