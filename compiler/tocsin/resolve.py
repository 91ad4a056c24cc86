"""A merged tree in, one typed spec for each environment out: patched, validated, its packs found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

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
    environments = validate(_environments(), tree.value.get("environments", {}), ("environments",))
    if isinstance(environments, tuple):
        return (), locate(environments, tree.origins)
    resolved: list[Resolved] = []
    found: list[Located] = []
    for name, environment in (environments or {DEFAULT_ENVIRONMENT: Environment()}).items():
        value, origins, mistakes = _patched(tree, name, environment)
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


def _patched(tree: Tree, name: str, environment: Environment) -> tuple[dict[str, object], Origins, tuple[Diagnostic, ...]]:
    value = {key: section for key, section in tree.value.items() if key != "environments"}
    entries: dict[Route, tuple[str, Route]] = {}
    at: Route = ("environments", name, "patch")
    mistakes = tuple(_nothing_removed(value, environment.patch, (), at))
    merged = merge_patch(value, environment.patch)
    _record(environment.patch, (), at, tree.origins, entries)
    if environment.namespace is not None and isinstance(merged, dict):
        merged = merge_patch(merged, {"platform": {"namespace": environment.namespace}})
        entries["platform", "namespace"] = tree.origins.written(("environments", name, "namespace"))
    assert isinstance(merged, dict)  # noqa: S101  # both sides are mappings, so the merge is one
    return merged, tree.origins.patched(entries), mistakes


def merge_patch(target: object, patch: object) -> object:
    """Return `target` with a JSON merge patch applied; neither is changed. https://www.rfc-editor.org/rfc/rfc7386

    >>> merge_patch({"a": 1, "b": {"c": 2, "d": 3}}, {"a": None, "b": {"c": 4}})
    {'b': {'c': 4, 'd': 3}}
    """
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def _record(patch: object, route: Route, at: Route, origins: Origins, entries: dict[Route, tuple[str, Route]]) -> None:
    """Note for everything that a patch writes that the patch wrote it."""
    if isinstance(patch, Mapping) and patch:
        for key, value in patch.items():
            _record(value, (*route, key), (*at, key), origins, entries)
    elif route:
        entries[route] = origins.written(at)


def _nothing_removed(target: object, patch: object, route: Route, at: Route) -> Iterator[Diagnostic]:
    if not isinstance(patch, Mapping):
        return
    known = target if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None and key not in known:
            yield Diagnostic(
                code="environment/removes-nothing",
                message=f"there is no `{key}` to remove",
                help=did_you_mean(key, known),
                at=(*at, key),
                part="key",
            )
        else:
            yield from _nothing_removed(known.get(key), value, (*route, key), (*at, key))


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
