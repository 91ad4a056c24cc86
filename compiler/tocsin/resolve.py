"""A merged tree in, one typed spec for each environment out: patched, validated, its packs found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from tocsin import catalog
from tocsin.diagnostics import Diagnostic, Located, did_you_mean
from tocsin.source import Origins, Route
from tocsin.spec import Environment, Spec
from tocsin.spec.locate import locate
from tocsin.spec.resolved import Resolved
from tocsin.spec.tree import Tree
from tocsin.spec.validate import validate

DEFAULT_ENVIRONMENT = "default"


def resolve(tree: Tree) -> tuple[tuple[Resolved, ...], tuple[Located, ...]]:
    """Return the platform in each of its environments, and every mistake found on the way."""
    base = {key: section for key, section in tree.value.items() if key != "environments"}
    environments = validate(_environments(), tree.value.get("environments", {}), ("environments",))
    if isinstance(environments, tuple):
        spec = validate(_spec(), base)
        return (), locate((*environments, *(spec if isinstance(spec, tuple) else ())), tree.origins)
    resolved: list[Resolved] = []
    found: list[Located] = []
    for name, environment in (environments or {DEFAULT_ENVIRONMENT: Environment()}).items():
        value, origins, mistakes = _patched(base, tree.origins, name, environment)
        spec = validate(_spec(), value)
        if isinstance(spec, tuple):
            found.extend(locate((*mistakes, *spec), origins))
            continue
        packs, unknown = _packs(spec)
        found.extend(locate((*mistakes, *unknown), origins))
        resolved.append(Resolved(spec=spec, environment=name, packs=packs, origins=origins))
    return tuple(resolved), tuple(found)


@cache
def _spec() -> TypeAdapter[Spec]:
    return TypeAdapter(Spec)


@cache
def _environments() -> TypeAdapter[dict[str, Environment]]:
    return TypeAdapter(dict[str, Environment])


def _patched(
    base: Mapping[str, object], origins: Origins, name: str, environment: Environment
) -> tuple[dict[str, object], Origins, tuple[Diagnostic, ...]]:
    at: Route = ("environments", name, "patch")
    patch = {key: value for key, value in environment.patch.items() if key != "environments"}
    mistakes = list(_nothing_removed(base, patch, at))
    if len(patch) < len(environment.patch):
        remedy = "change the environment itself"
        message = "a patch does not reach the environments"
        mistakes.append(Diagnostic(code="environment/nested", message=message, help=remedy, at=(*at, "environments"), part="key"))
    entries = {route: origins.written((*at, *route)) for route in _written(base, patch)}
    value = merge_patch(base, patch)
    if environment.namespace is not None:
        value = merge_patch(value, {"platform": {"namespace": environment.namespace}})
        entries["platform", "namespace"] = origins.written(("environments", name, "namespace"))
    return value, origins.patched(entries), tuple(mistakes)


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


def _written(target: object, patch: object, route: Route = ()) -> Iterator[Route]:
    """Yield the routes of what a patch replaces, adds or removes: of each the shortest, for what is in it is the patch's too."""
    if isinstance(target, Mapping) and isinstance(patch, Mapping):
        for key, value in patch.items():
            yield from _written(target.get(key), value, (*route, key))
    else:
        yield route


def _nothing_removed(target: object, patch: object, at: Route) -> Iterator[Diagnostic]:
    if not isinstance(patch, Mapping):
        return
    known = target if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None and key not in known:
            message, remedy = f"there is no `{key}` to remove", did_you_mean(key, known) if known else "remove this line"
            yield Diagnostic(code="environment/removes-nothing", message=message, help=remedy, at=(*at, key), part="key")
        else:
            yield from _nothing_removed(known.get(key), value, (*at, key))


def _packs(spec: Spec) -> tuple[dict[str, catalog.Pack], tuple[Diagnostic, ...]]:
    known = catalog.names()
    wanted: list[tuple[str, Route]] = [(name, ("use", index)) for index, name in enumerate(spec.use)]
    wanted += [(model.runtime, ("models", name, "runtime")) for name, model in spec.models.items() if model.runtime is not None]
    wanted += [
        (component.runtime, ("components", name, "runtime")) for name, component in spec.components.items() if component.runtime is not None
    ]
    unknown = tuple(
        Diagnostic(code="use/unknown-pack", message=f"there is no pack `{name}`", help=did_you_mean(name, known), at=at)
        for name, at in wanted
        if name not in known
    )
    return {name: catalog.load(name) for name, _ in wanted if name in known}, unknown
