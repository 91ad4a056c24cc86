"""JSON merge patches: how one value changes another, and which paths a patch writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin.diagnostics import Diagnostic, did_you_mean
from tocsin.diagnostics.nearest import plainly_meant
from tocsin.source import KeyPath
from tocsin.spec.whole import replaces


def merge_patch(target: object, patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return `target` with a JSON merge patch applied, by https://www.rfc-editor.org/rfc/rfc7386. Neither is changed.

    A reference to a secret is one value: by RFC 7386 one to a file would be put into it.

    >>> merge_patch({"a": 1, "b": {"c": 2, "d": 3}}, {"a": None, "b": {"c": 4}})
    {'b': {'c': 4, 'd': 3}}
    """
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            below = merged.get(key)
            merged[key] = merge_patch(None if replaces(value, below) else below, value) if isinstance(value, Mapping) else value
    return merged


def written(target: object, patch: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the paths of what a patch replaces, adds or removes: of each the shortest, for what is in it is the patch's too."""
    if isinstance(target, Mapping) and isinstance(patch, Mapping) and not replaces(patch, target):
        for key, value in patch.items():
            yield from written(target.get(key), value, (*path, key))
    else:
        yield path


def nothing_removed(target: object, patch: object, at: KeyPath) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each `null` of a patch that has nothing to remove; `at` is where the patch stands."""
    if not isinstance(patch, Mapping):
        return
    known = target if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None and key not in known:
            message, remedy = f"there is no `{key}` to remove", did_you_mean(key, known) if known else f"remove `{key}: null`"
            yield Diagnostic(code="environment/removes-nothing", message=message, help=remedy, at=(*at, key), part="key")
        else:
            yield from nothing_removed(known.get(key), value, (*at, key))


_MADE_OF: Final = frozenset({"workload", "scrape", "runtime", "known_as", "component", "namespace"})
"""What one that is there in some environments only has at least one of."""


def misspelt(target: Mapping[str, Any], patch: Mapping[str, Any], at: KeyPath) -> Iterator[Diagnostic]:
    """Yield each model and component that a patch makes, of limits only, beside one that is called nearly so; `at` is where it stands."""
    for section in ("models", "components"):
        known, given = target.get(section), patch.get(section)
        if isinstance(known, Mapping) and isinstance(given, Mapping):
            # One with more than limits may well be new, however it is called.
            more = [str(name) for name, entry in given.items() if name not in known and isinstance(entry, Mapping)]
            for name in (each for each in more if given[each].keys().isdisjoint(_MADE_OF)):
                near = plainly_meant(name, known)
                if near is not None:
                    message = f"there is no {section.removesuffix('s')} `{name}` outside of this patch, which would make one"
                    remedy = f"write `{near}`, or give `{name}` a workload"
                    yield Diagnostic(code="environment/misspelt", message=message, help=remedy, at=(*at, section, name), part="key")
