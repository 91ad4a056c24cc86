"""The passes, in order: load, resolve, lower, check, emit. Pure: spec files in as bytes, generated files out as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from tocsin import checks, faults
from tocsin.artifact import File, Texts
from tocsin.catalog import Pack
from tocsin.common import common, in_vain, told_once
from tocsin.diagnostics import Located
from tocsin.diagnostics.allow import Allowed, apply_allowances
from tocsin.emission import emitting
from tocsin.emit.kustomization import environment_kustomization
from tocsin.finding import Checked
from tocsin.folders import COMMON, NO_PLATFORMS, PACKS, POLICY
from tocsin.ir import Platform
from tocsin.load import Parser, load
from tocsin.load.packs import packs
from tocsin.lower import lower
from tocsin.policy import Policies, misspelt, policies, violations
from tocsin.progress import Progress, silent
from tocsin.resolve import resolve
from tocsin.routing.delivery import hosts_of
from tocsin.routing.hosting import hosting
from tocsin.source import Origins, parse
from tocsin.spec.locate import locate
from tocsin.spec.resolved import Resolved
from tocsin.spec.tree import Tree


class Compiled(Struct, frozen=True, kw_only=True):
    """One platform in one environment: what it means, what it becomes, and where it was written."""

    platform: Platform
    artifacts: tuple[File, ...]
    origins: Origins
    hosts: tuple[Platform, ...] = ()
    """Where it routes nothing: those of its cluster whose Alertmanager gets its alerts."""


class Build(Struct, frozen=True, kw_only=True):
    """All platforms in all environments. With diagnostics nothing of it may be written."""

    compiled: tuple[Compiled, ...]
    artifacts: Texts
    """Every file below `generated/`, by its path there; each text is read when it is asked for."""
    diagnostics: tuple[Located, ...]
    allowed: tuple[Allowed, ...] = ()
    """What checks found and the specs allow, each with its reason."""
    estate: tuple[str, ...] = ()
    """Every `<environment>/<platform>` of the specs, also of those that were not asked for."""


class Examined(Struct, frozen=True, kw_only=True):
    """What the platforms mean, as far as their specs can be read, and what is wrong with them."""

    estate: tuple[Checked, ...]
    diagnostics: tuple[Located, ...]
    allowed: tuple[Allowed, ...] = ()
    """What checks found and the specs allow, each with its reason."""
    blinding: tuple[Located, ...] = ()
    """Those of the diagnostics because of which something was not checked: a platform, or every platform where all read what is wrong."""


def build(
    folders: Mapping[str, Mapping[str, bytes]],
    *,
    mine: Callable[[Platform], bool] = lambda _: True,
    progress: Progress = silent,
    parsed: Parser = parse,
) -> Build:
    """Compile every platform: `folders` has the content of each spec file, by folder and then by file name.

    Each folder is a platform, besides three: `packs` holds the repository's own packs, and the keys `policy.yaml` and `common.yaml` hold
    the file of that name each. All platforms are checked; files are written only for those of which `mine` is true. `progress` hears how
    much is done, and may raise to give up. `parsed` parses one file, by its name and content.
    """
    lowered = _load_and_lower(folders, progress, parsed)
    estate = [each for each in lowered.estate if mine(each.platform)]
    # Other processes begin to emit while this one checks: what they write is thrown away when a check finds something, which is rare.
    with emitting([each.platform for each in estate] if not lowered.found else (), progress) as emitted:
        examined = _check(lowered, progress)
        if examined.diagnostics:
            return Build(compiled=(), artifacts=Texts({}), diagnostics=examined.diagnostics, allowed=examined.allowed)
        compiled = tuple(
            Compiled(
                platform=each.platform,
                artifacts=artifacts,
                origins=each.resolved.origins,
                hosts=tuple(host.platform for host in hosts_of(each, examined.estate)),
            )
            for each, artifacts in zip(estate, emitted(), strict=True)
        )
    names = tuple(f"{each.platform.environment}/{each.platform.name}" for each in examined.estate)
    return Build(compiled=compiled, artifacts=Texts(dict(_tree(compiled))), diagnostics=(), allowed=examined.allowed, estate=names)


def examine(folders: Mapping[str, Mapping[str, bytes]], *, progress: Progress = silent, parsed: Parser = parse) -> Examined:
    """Find every mistake in the specs, and emit nothing. The arguments are those of `build`."""
    return _check(_load_and_lower(folders, progress, parsed), progress)


def meant(folders: Mapping[str, Mapping[str, bytes]], *, progress: Progress = silent) -> Examined:
    """Return what the platforms mean, and the mistakes because of which they cannot be compiled; the checks are not run."""
    lowered = _load_and_lower(folders, progress, parse)
    return Examined(estate=lowered.estate, diagnostics=_in_order(lowered.found), blinding=_in_order(lowered.blinding))


class _Lowered(Struct, frozen=True, kw_only=True):
    """Every platform in each of its environments after the pass `lower`, and the mistakes that were found so far."""

    estate: tuple[Checked, ...]
    found: frozenset[Located]
    blinding: frozenset[Located]
    """Those of `found` because of which a platform is incomplete or missing in `estate`."""
    rules: Policies | None
    """The policies; None where the packs or what all platforms have in common cannot be read, and no platform was."""
    contents: Mapping[str, bytes]
    """Every spec file by its name."""


def _load_and_lower(folders: Mapping[str, Mapping[str, bytes]], progress: Progress, parsed: Parser) -> _Lowered:
    contents = {name: content for files in folders.values() for name, content in files.items()}
    own_packs, wrong_packs = packs(folders.get(PACKS, {}))
    shared, wrong_shared = common(folders.get(COMMON, {}), parsed=parsed)
    wrong = frozenset((*wrong_packs, *wrong_shared))
    if wrong:  # every platform reads them, so that each of these would show up again in each platform
        return _Lowered(estate=(), found=wrong, blinding=wrong, rules=None, contents=contents)
    rules, wrong_rules = policies(folders.get(POLICY, {}))
    found: set[Located] = set()
    blinding: set[Located] = set(wrong_rules)
    estate: list[Checked] = []
    mistakes: list[tuple[str, Located]] = []
    origins: dict[str, Origins] = {}
    incomplete: set[str] = set()
    names = sorted(folders.keys() - NO_PLATFORMS)
    for number, folder in enumerate(names):
        report = partial(progress, number, len(names), "platforms")
        report()
        tree = load(folders[folder], parsed=parsed, common=shared)
        if isinstance(tree, tuple):
            blinding.update(tree)
            continue
        platforms, diagnostics = resolve_and_lower(tree, own_packs, report)
        estate += platforms
        origins[folder] = tree.origins
        mistakes += [(folder, each) for each in diagnostics]
        if not platforms or not all(each.resolved.whole for each in platforms):
            incomplete.add(folder)
    for located, tellers in told_once(mistakes, origins, complete=len(origins) == len(names)):
        (found if incomplete.isdisjoint(tellers) else blinding).add(located)
    found.update(_clashes(estate))
    return _Lowered(estate=hosting(estate), found=frozenset(found | blinding), blinding=frozenset(blinding), rules=rules, contents=contents)


def resolve_and_lower(
    tree: Tree, own_packs: Mapping[str, Pack], between: Callable[[], None] = lambda: None
) -> tuple[list[Checked], frozenset[Located]]:
    """Return one platform in each of its environments, and the mistakes that were found in it; no check has looked at it yet.

    `own_packs` are the repository's own. `between` is called before each environment, so that a caller can raise in it to give up.
    """
    resolved, mistakes = resolve(tree, own_packs)
    platforms: list[Checked] = []
    by_environment: list[tuple[Resolved, frozenset[Located]]] = []
    for each in resolved:
        between()
        platform, diagnostics = lower(each)
        located = locate(diagnostics, each.origins)
        by_environment.append((each, frozenset(located)))
        platforms.append(Checked(resolved=each, platform=platform, sound=all(in_vain(told, each.origins) for told in located)))
    return platforms, frozenset((*mistakes, *_of_environments(by_environment)))


def _check(lowered: _Lowered, progress: Progress) -> Examined:
    """Run the checks and the policies, and take out what the specs allow themselves."""
    rules, estate, found = lowered.rules, lowered.estate, set(lowered.found)
    if rules is None:
        return Examined(estate=(), diagnostics=_in_order(found), blinding=_in_order(found))
    # A mistake in what all environments share is one mistake.
    verdict = apply_allowances(
        dict.fromkeys(
            (
                *checks.run(estate, complete=not found, progress=progress),
                *violations(rules, estate),
                *(misspelt(rules, estate) if not found else ()),
            )
        ),
        lowered.contents,
        allowable=checks.allowable() | rules.allowable,
        known=lambda: {*checks.checks(), *faults.explained(), *rules.codes},
        complete=not found,
    )
    found.update(verdict.diagnostics)
    return Examined(estate=estate, diagnostics=_in_order(found), allowed=verdict.allowed, blinding=_in_order(lowered.blinding))


def _in_order(found: Iterable[Located]) -> tuple[Located, ...]:
    return tuple(sorted(found, key=lambda located: located.order))


def _of_environments(found: Sequence[tuple[Resolved, frozenset[Located]]]) -> Iterable[Located]:
    """Yield the mistakes of all environments once; one that only some have names its environment, since a patch may be the reason."""
    everywhere = frozenset.intersection(*(diagnostics for _, diagnostics in found)) if found else frozenset()
    yield from everywhere
    for resolved, diagnostics in found:
        at = resolved.origins.span(("environments", resolved.environment), "key")
        for located in diagnostics - everywhere:
            yield replace(located, notes=(*located.notes, (f"only in the environment `{resolved.environment}`, defined", at)))


def _tree(compiled: Iterable[Compiled]) -> Iterable[tuple[str, File]]:
    environments: dict[str, list[Platform]] = {}
    for each in compiled:
        for artifact in each.artifacts:
            yield f"{each.platform.environment}/{each.platform.name}/{artifact.path}", artifact
            if artifact.path == "kustomization.yaml":
                environments.setdefault(each.platform.environment, []).append(each.platform)
    for environment, platforms in sorted(environments.items()):
        listing = environment_kustomization(platforms)
        if listing is not None:
            yield f"{environment}/{listing.path}", listing


def _clashes(estate: Iterable[Checked]) -> Iterable[Located]:
    """Yield platforms that would be written to the same place."""
    seen: dict[tuple[str, str], Checked] = {}
    for each in estate:
        key = (each.platform.environment, each.platform.name)
        first = seen.setdefault(key, each)
        if first is not each:
            yield Located(
                code="platform/duplicate",
                message=f"another folder has a platform `{each.platform.name}` too",
                help="rename one of them",
                span=each.resolved.origins.span(("platform", "name")),
                severity="error",
                notes=(("first defined", first.resolved.origins.span(("platform", "name"))),),
            )
