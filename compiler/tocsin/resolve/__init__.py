"""A merged tree in, one typed spec for each environment out: completed by its packs, patched, validated."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from pydantic import TypeAdapter

from tocsin import catalog
from tocsin.common import in_vain
from tocsin.conventions import DEFAULT_ENVIRONMENT
from tocsin.diagnostics import Diagnostic, Located, did_you_mean
from tocsin.diagnostics.nearest import plainly_meant
from tocsin.resolve.common import DEFAULTS
from tocsin.resolve.defaults import Completed, completed
from tocsin.resolve.honoring import honored
from tocsin.resolve.misspelt import as_meant, told_besides
from tocsin.resolve.patched import of_environment
from tocsin.resolve.patching import merge_patch, misspelt, nothing_removed, written
from tocsin.resolve.releases import Stated, named, narrowed, stated
from tocsin.resolve.whereabouts import as_elsewhere, below_patch
from tocsin.section import Name
from tocsin.source import KeyPath, Origins, Span
from tocsin.spec import Defaults, Environment, Spec
from tocsin.spec.defaults import IN_COMMON
from tocsin.spec.locate import locate
from tocsin.spec.nulls import as_values, as_written
from tocsin.spec.resolved import Resolved
from tocsin.spec.tree import Tree
from tocsin.spec.validate import validate

__all__ = ["merge_patch", "resolve"]


def resolve(tree: Tree, own: Mapping[str, catalog.Pack] = MappingProxyType({})) -> tuple[tuple[Resolved, ...], tuple[Located, ...]]:
    """Return the platform in each of its environments, and every mistake found on the way.

    `own` are packs besides those of the catalogue.
    """
    base = stated({key: as_values(section, (key,)) for key, section in tree.value.items() if key != "environments"})
    given = tree.value.get("environments", {})
    # Most platforms have none, and to make what validates them takes as long as to read a small spec.
    environments: dict[str, Environment] | tuple[Diagnostic, ...] = {}
    if given != {}:
        environments = validate(_environments(), given, ("environments",))
    resolved: list[Resolved] = []
    idle: dict[Located, None] = {}
    effective: set[Span] = {tree.origins.span(path, "key") for path in tree.removed}
    found: list[Located] = [*locate(base.mistakes, tree.origins)]
    if isinstance(environments, tuple):
        # What is wrong with one hides nothing of the others, and a bad name nothing of what is in it.
        found.extend(locate(below_patch(environments, given), tree.origins))
        environments = _sound(given)
        if not environments:
            return (), (*found, *_alone(base, tree.origins, own))
    for name, environment in (environments or {DEFAULT_ENVIRONMENT: Environment.model_construct()}).items():
        changes = {key: as_values(value, (key,)) for key, value in environment.patch.items() if key != "environments"}
        patch = stated(changes, ("environments", name, "patch"))
        looked = _look(base, patch, tree.origins, name, environment, own)
        meant = {word: near for word in looked.missing if (near := plainly_meant(word, (*catalog.names(), *own))) is not None}
        if meant:
            # The rest is looked at as if they were spelt right, so that what follows from them is not told.
            unknown = tuple(told for told in looked.mistakes if told.code == "use/unknown-pack")
            looked = _look(as_meant(base, meant), as_meant(patch, meant), tree.origins, name, environment, own)
            looked = replace(looked, mistakes=(*unknown, *looked.mistakes))
        found.extend(dict.fromkeys(looked.mistakes))
        idle |= dict.fromkeys(looked.idle)
        effective |= looked.effective
        if looked.resolved is not None and _is_name(name):
            resolved.append(looked.resolved)
    found.extend(each for each in idle if tree.complete and each.span not in effective)
    if not all(in_vain(each, tree.origins) for each in found):
        resolved = [replace(each, whole=False) for each in resolved]
    return tuple(resolved), tuple(found)


class _Looked(Struct, frozen=True, kw_only=True):
    """One environment."""

    resolved: Resolved | None
    """None: its spec is none."""
    mistakes: tuple[Located, ...]
    missing: frozenset[str]
    """The packs that it names and nobody has."""
    idle: tuple[Located, ...]
    effective: frozenset[Span]
    """The places of what stands in common and has, or has not, an effect here."""


def _look(
    base: Stated, patch: Stated, written_at: Origins, name: str, environment: Environment, own: Mapping[str, catalog.Pack]
) -> _Looked:
    """Return one environment."""
    at: KeyPath = ("environments", name, "patch")
    value, origins, mistakes, removals, given = _patched(base, patch, written_at, name, environment)
    spec = validate(_spec(), as_written(value))
    packs, unknown = _packs(value, own)
    missing = frozenset(unknown.values())
    idle, effective = locate(given.idle, origins), frozenset(origins.span(path, "key") for path in given.effective)

    def placed(*told: Diagnostic) -> tuple[Located, ...]:
        changed = (*written(base.value, patch.value), *((("platform", "namespace"),) if environment.namespace is not None else ()))
        alone = _alone(base, written_at, own) if told and changed else ()
        return tuple(of_environment(told, name, changed, origins, alone)) if changed else locate(told, origins)

    if isinstance(spec, tuple):
        spec = tuple(as_elsewhere(spec, base.value, patch.value))
        told = placed(*mistakes, *told_besides(removals, spec, base.value, at), *spec, *unknown)
        return _Looked(resolved=None, mistakes=told, missing=missing, idle=idle, effective=effective)
    scraped, disputed = honored(narrowed(packs, patch.over(base)), spec)
    each = Resolved(spec=spec, environment=name, packs=scraped, origins=origins, missing=missing)
    told = placed(*mistakes, *removals, *unknown, *disputed)
    return _Looked(resolved=each, mistakes=told, missing=missing, idle=idle, effective=effective)


@cache
def _spec() -> TypeAdapter[Spec]:
    return TypeAdapter(Spec)


@cache
def _environments() -> TypeAdapter[dict[Name, Environment]]:
    return TypeAdapter(dict[Name, Environment])


@cache
def _environment() -> TypeAdapter[Environment]:
    return TypeAdapter(Environment)


@cache
def _name() -> TypeAdapter[Name]:
    return TypeAdapter(Name)


def _is_name(text: str) -> bool:
    said: str | tuple[Diagnostic, ...] = validate(_name(), text)
    return isinstance(said, str)


def _sound(given: object) -> dict[str, Environment]:
    """Return the environments that can be looked into, whatever they are called."""
    sound: dict[str, Environment] = {}
    for name, value in given.items() if isinstance(given, dict) else ():
        read: Environment | tuple[Diagnostic, ...] = validate(_environment(), value)
        if isinstance(name, str) and isinstance(read, Environment):
            sound[name] = read
    return sound


def _alone(base: Stated, origins: Origins, own: Mapping[str, catalog.Pack]) -> tuple[Located, ...]:
    """Return what is wrong with a spec without any patch."""
    given = completed(base.value, {}, base.releases)
    spec = validate(_spec(), as_written(given.value))
    packs, unknown = _packs(given.value, own)
    more = spec if isinstance(spec, tuple) else honored(narrowed(packs, base.releases), spec)[1]
    told = (*given.mistakes, *_shape(base.value.get(DEFAULTS, {})), *more, *unknown)
    return locate(told, _brought(origins, given.brought))


def _patched(
    stated_base: Stated, stated_patch: Stated, origins: Origins, name: str, environment: Environment
) -> tuple[dict[str, object], Origins, tuple[Diagnostic, ...], tuple[Diagnostic, ...], Completed]:
    """Return the base with what is brought and the patch over both; what is wrong, or removed in vain, and what was brought."""
    at: KeyPath = ("environments", name, "patch")
    base, patch = stated_base.value, stated_patch.value
    strangers = tuple(misspelt(base, patch, at))
    if strangers:  # what they lack is not told besides
        strange = {each.at for each in strangers}
        patch = {
            section: {name: each for name, each in entries.items() if (*at, section, name) not in strange}
            if isinstance(entries, Mapping)
            else entries
            for section, entries in patch.items()
        }
    given = completed(base, patch, stated_patch.over(stated_base))
    mistakes = [*stated_patch.mistakes, *strangers, *given.mistakes, *_shape(merge_patch(base, patch).get(DEFAULTS, {}))]
    entries = origins.moved({path: (*at, *path) for path in written(base, patch)})
    shared = {key: each for key, each in patch.items() if key in IN_COMMON}
    # What is deeper changes what stands below it too, and is told with that.
    mistakes += nothing_removed(base, {key: _whole(each) for key, each in shared.items()}, at)
    patch = {key: each for key, each in patch.items() if key not in IN_COMMON}
    if len(stated_patch.value) < len(environment.patch):
        remedy = "change the environment itself"
        message = "a patch does not reach the environments"
        mistakes.append(Diagnostic(code="environment/nested", message=message, help=remedy, at=(*at, "environments"), part="key"))
    value = merge_patch(given.value, patch)
    if environment.namespace is not None:
        value = merge_patch(value, {"platform": {"namespace": environment.namespace}})
        entries["platform", "namespace"] = origins.written(("environments", name, "namespace"))
    # What a pack brings stands where its runtime does, which the patch may have written.
    from_packs = _brought(origins.patched(entries), given.brought)
    patched = from_packs.patched(origins.moved({path: (*at, *path) for path in written(given.value, patch)}))
    return value, patched, tuple(mistakes), tuple(nothing_removed(given.value, patch, at)), given


def _whole(shared: object) -> object:
    """Return what a patch removes altogether of what is in common."""
    return {name: each for name, each in shared.items() if each is None} if isinstance(shared, Mapping) else shared


def _shape(defaults: object) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the outline of `defaults`: what they come to is validated in each that has them."""
    if defaults == {}:
        return ()
    found: Defaults | tuple[Diagnostic, ...] = validate(_defaults(), as_written(defaults), (DEFAULTS,))
    return found if isinstance(found, tuple) else ()


@cache
def _defaults() -> TypeAdapter[Defaults]:
    return TypeAdapter(Defaults)


def _brought(origins: Origins, brought: Mapping[KeyPath, KeyPath]) -> Origins:
    return origins.patched(origins.moved(brought))


def _packs(value: Mapping[str, Any], own: Mapping[str, catalog.Pack]) -> tuple[dict[str, catalog.Pack], dict[Diagnostic, str]]:
    """Return the packs that a spec, right or wrong, names, and what to say of each name that is none."""
    known = (*catalog.names(), *own)
    wanted = [*named(value)]
    unknown = {
        Diagnostic(code="use/unknown-pack", message=f"there is no pack `{name}`", help=did_you_mean(name, known), at=at): name
        for at, name in wanted
        if name not in known
    }
    return {name: own[name] if name in own else catalog.load(name) for _, name in wanted if name in known}, unknown
