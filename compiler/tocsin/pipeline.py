"""The passes, in order: load, resolve, lower, check, emit. Pure: files in as bytes, files out as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tocsin import checks, faults
from tocsin.allow import Allowed, judged
from tocsin.artifact import File, Texts
from tocsin.catalog import Pack
from tocsin.common import common, in_vain, told_once
from tocsin.diagnostics import Located
from tocsin.emission import emitting
from tocsin.emit.kustomization import environment_kustomization
from tocsin.finding import Checked
from tocsin.folders import COMMON, NO_PLATFORMS, PACKS, POLICY
from tocsin.ir import Platform
from tocsin.load import Parser, load
from tocsin.lower import lower
from tocsin.packs import packs
from tocsin.policy import Policies, misspelt, policies, violations
from tocsin.progress import Progress, unheard
from tocsin.resolve import resolve
from tocsin.source import Origins, parse
from tocsin.spec import Spec
from tocsin.spec.locate import locate
from tocsin.spec.resolved import Resolved
from tocsin.spec.tree import Tree


class Compiled(Struct, frozen=True, kw_only=True):
    """One platform in one environment: what it means, what it becomes, and where it was written."""

    platform: Platform
    artifacts: tuple[File, ...]
    origins: Origins
    spec: Spec


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
    """What the platforms mean, as far as they can be understood, and what is wrong with them."""

    estate: tuple[Checked, ...]
    diagnostics: tuple[Located, ...]
    allowed: tuple[Allowed, ...] = ()
    """What checks found and the specs allow, each with its reason."""
    blinding: tuple[Located, ...] = ()
    """Which of the diagnostics keep a platform, or what all of them read, from being understood: nobody has looked at the rest of it."""


def build(
    folders: Mapping[str, Mapping[str, bytes]],
    *,
    mine: Callable[[Platform], bool] = lambda _: True,
    progress: Progress = unheard,
    parsed: Parser = parse,
) -> Build:
    """Compile every platform: `folders` holds the spec files of each, by name, with their content.

    The folder `packs` holds packs, and in the place of a folder `policy.yaml` and `common.yaml` hold these files. All platforms are
    checked, and those are written that are `mine`. `parsed` reads one file, by its name and content.
    """
    known = _understood(folders, progress, parsed)
    estate = [each for each in known.estate if mine(each.platform)]
    # What is written while the checks look is thrown away when they find something, which is rare.
    with emitting([each.platform for each in estate] if not known.found else (), progress) as written:
        examined = _judged(known, progress)
        if examined.diagnostics:
            return Build(compiled=(), artifacts=Texts({}), diagnostics=examined.diagnostics, allowed=examined.allowed)
        compiled = tuple(
            Compiled(platform=each.platform, artifacts=artifacts, origins=each.resolved.origins, spec=each.resolved.spec)
            for each, artifacts in zip(estate, written(), strict=True)
        )
    names = tuple(f"{each.platform.environment}/{each.platform.name}" for each in examined.estate)
    return Build(compiled=compiled, artifacts=Texts(dict(_tree(compiled))), diagnostics=(), allowed=examined.allowed, estate=names)


def examine(folders: Mapping[str, Mapping[str, bytes]], *, progress: Progress = unheard, parsed: Parser = parse) -> Examined:
    """Find every mistake in the specs, and emit nothing.

    `progress` is told something every now and then; who is not interested any more raises in it. `parsed` as in `build`.
    """
    return _judged(_understood(folders, progress, parsed), progress)


def meant(folders: Mapping[str, Mapping[str, bytes]], *, progress: Progress = unheard) -> Examined:
    """Return what the platforms mean, and which mistakes leave that open; no check looks."""
    known = _understood(folders, progress, parse)
    return Examined(estate=known.estate, diagnostics=_in_order(known.found), blinding=_in_order(known.blinding))


class _Understood(Struct, frozen=True, kw_only=True):
    """The platforms, lowered one by one, and what is wrong with each."""

    estate: tuple[Checked, ...]
    found: frozenset[Located]
    blinding: frozenset[Located]
    """What of it keeps a platform from being understood."""
    rules: Policies | None
    """None: what all platforms read is wrong, and nothing was looked at."""
    contents: Mapping[str, bytes]


def _understood(folders: Mapping[str, Mapping[str, bytes]], progress: Progress, parsed: Parser) -> _Understood:
    contents = {name: content for files in folders.values() for name, content in files.items()}
    own, of_packs = packs(folders.get(PACKS, {}))
    below, of_common = common(folders.get(COMMON, {}), parsed=parsed)
    wrong = (*of_packs, *of_common)
    if wrong:  # everything that reads them would be wrong too
        return _Understood(estate=(), found=frozenset(wrong), blinding=frozenset(wrong), rules=None, contents=contents)
    rules, unreadable = policies(folders.get(POLICY, {}))
    found: set[Located] = set(unreadable)
    blinding: set[Located] = set(unreadable)
    estate: list[Checked] = []
    said: list[tuple[str, Located]] = []
    written: dict[str, Origins] = {}
    doubtful: set[str] = set()
    names = sorted(folders.keys() - NO_PLATFORMS)
    for number, folder in enumerate(names):

        def between(number: int = number) -> None:
            progress(number, len(names), "platforms")

        between()
        tree = load(folders[folder], parsed=parsed, common=below)
        if isinstance(tree, tuple):
            blinding.update(tree)
            continue
        platforms, mistakes = understood(tree, own, between)
        estate += platforms
        written[folder] = tree.origins
        said += [(folder, each) for each in mistakes]
        doubtful |= set() if platforms and all(each.resolved.whole for each in platforms) else {folder}
    for located, tellers in told_once(said, written, complete=len(written) == len(names)):
        (found if doubtful.isdisjoint(tellers) else blinding).add(located)
    found.update(_clashes(estate))
    return _Understood(
        estate=tuple(estate), found=frozenset(found | blinding), blinding=frozenset(blinding), rules=rules, contents=contents
    )


def understood(tree: Tree, own: Mapping[str, Pack], between: Callable[[], None] = lambda: None) -> tuple[list[Checked], frozenset[Located]]:
    """Return a platform in each of its environments, and what is wrong with it before any check has looked; `own` are packs."""
    resolved, mistakes = resolve(tree, own)
    platforms: list[Checked] = []
    said: list[tuple[Resolved, frozenset[Located]]] = []
    for each in resolved:
        between()
        platform, diagnostics = lower(each)
        located = locate(diagnostics, each.origins)
        said.append((each, frozenset(located)))
        platforms.append(Checked(resolved=each, platform=platform, sound=all(in_vain(told, each.origins) for told in located)))
    return platforms, frozenset((*mistakes, *_told(said)))


def _judged(known: _Understood, progress: Progress) -> Examined:
    """Return what the checks and the policies say besides."""
    rules, estate, found = known.rules, known.estate, set(known.found)
    if rules is None:
        return Examined(estate=(), diagnostics=_in_order(found), blinding=_in_order(found))
    # A mistake in what all environments share is one mistake.
    verdict = judged(
        dict.fromkeys(
            (
                *checks.run(estate, complete=not found, progress=progress),
                *violations(rules, estate),
                *(misspelt(rules, estate) if not found else ()),
            )
        ),
        known.contents,
        allowable=checks.allowable() | rules.allowable,
        known=lambda: {*checks.checks(), *faults.explained(), *rules.codes},
        complete=not found,
    )
    found.update(verdict.diagnostics)
    return Examined(estate=estate, diagnostics=_in_order(found), allowed=verdict.allowed, blinding=_in_order(known.blinding))


def _in_order(found: Iterable[Located]) -> tuple[Located, ...]:
    return tuple(sorted(found, key=lambda located: located.order))


def _told(said: Sequence[tuple[Resolved, frozenset[Located]]]) -> Iterable[Located]:
    """Yield what was said of each environment, and of what not all of them have, which one it is: a patch may hide why."""
    everywhere = frozenset.intersection(*(diagnostics for _, diagnostics in said)) if said else frozenset()
    yield from everywhere
    for resolved, diagnostics in said:
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
