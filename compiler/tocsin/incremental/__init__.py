"""Compile what an edit changes, where it can be shown that nothing else does.

The models and components that were edited are compiled once as they were and once as they are, with everything that is no model or
component, but of the others only those that are named somewhere and the first that runs each runtime, and of receivers only the names.
What was written of all others stands when

- nothing in the specs differs but numbers and texts of thresholds, objectives and scaling (`slices`): whoever asks which model watches
  what, or is called what, gets the same answer;
- nothing is wrong with either platform before a check looks, so that nothing of them was left out of the comparison;
- nothing that others can see of them differs, nor a finding, nor which files there are (`visible`);
- each file that changes has on the disk the text that it had when they were compiled alone (`output.amend`): a file of many that the
  others are in too has another one, but for the pages of runbooks, which are composed of what each model says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import checks
from tocsin.artifact import File, unpacked
from tocsin.artifact import RunbookEntry as Entry
from tocsin.catalog import Pack
from tocsin.common import common, in_vain
from tocsin.diagnostics import Located, allow
from tocsin.emission import emitting
from tocsin.emit.parts.runbook_page import page
from tocsin.finding import Checked, Finding
from tocsin.folders import COMMON, NO_PLATFORMS, PACKS, POLICY
from tocsin.incremental.last_build import LastBuild, keep, recall
from tocsin.incremental.slices import slices
from tocsin.incremental.visible import visible
from tocsin.ir import Platform
from tocsin.load.packs import packs
from tocsin.pipeline import resolve_and_lower
from tocsin.policy import Policies, misspelt, policies, violations
from tocsin.spec.metrics import ExpressionMetric
from tocsin.spec.tree import Tree

__all__ = ["OF_RAW_EXPRESSIONS", "SAME_ON_BOTH_SIDES", "Amended", "LastBuild", "amended", "harmless", "keep", "recall"]

_Folders = Mapping[str, Mapping[str, bytes]]


class Amended(Struct, frozen=True, kw_only=True):
    """What becomes of generated files, by their paths: the text that they have, and the one that they get."""

    changes: Mapping[str, tuple[str, str]]
    now: LastBuild


def amended(last: LastBuild, folders: _Folders) -> Amended | None:
    """Return what the edit from the specs of the `last` build to `folders` changes; None: only a whole build can tell."""
    pairs = _compared(last, folders, written=True)
    if pairs is None:
        return None
    now = replace(last, folders=folders)
    changes: dict[str, tuple[str, str]] = {}
    for was, became in pairs:
        for path, file in became.files.items():
            old = was.files[path]
            if not file.entries:
                changes |= {} if file.text == old.text else {path: (old.text, file.text)}
            elif file.entries != old.entries:
                known = last.entries_of(path)
                composed = None if known is None else _exchanged(known, unpacked(old.entries), unpacked(file.entries))
                if known is None or composed is None:
                    return None
                changes[path] = page(known), page(composed)
                now = now.with_entries(path, composed)
    return Amended(changes=changes, now=now)


def harmless(last: LastBuild, folders: _Folders) -> bool:
    """Tell whether the edit from the specs of the `last` build to `folders` is surely no mistake."""
    return _compared(last, folders, written=False) is not None


def _compared(last: LastBuild, folders: _Folders, *, written: bool) -> list[tuple[_Compiled, _Compiled]] | None:
    """Return each platform that was edited as it was and as it is, `written` or only looked at; None when others may see a difference."""
    if {name: set(files) for name, files in folders.items()} != {name: set(files) for name, files in last.folders.items()}:
        return None
    edited = {name: [file for file in files if files[file] != last.folders[name][file]] for name, files in folders.items()}
    edited = {name: files for name, files in edited.items() if files}
    if edited.keys() & NO_PLATFORMS or any(map(allow.mentioned, _contents(edited, last.folders, folders))):
        return None
    own, _ = packs(folders.get(PACKS, {}))
    below, _ = common(folders.get(COMMON, {}))
    rules, _ = policies(folders.get(POLICY, {}))
    pairs: list[tuple[_Compiled, _Compiled]] = []
    for name, files in edited.items():
        found = slices(name, files, last, folders[name], below)
        if found is None:
            return None
        was, became = (_compiled(tree, own, rules, written=written) for tree in found)
        if was is None or became is None or was.compared != became.compared:
            return None
        pairs.append((was, became))
    return pairs


def _contents(edited: Mapping[str, Iterable[str]], *sides: _Folders) -> Iterator[bytes]:
    for side in sides:
        for name, files in edited.items():
            yield from (side[name][file] for file in files)


class _Compiled(Struct, frozen=True, kw_only=True):
    compared: tuple[tuple[Platform, ...], Counter[tuple[str, ...]], frozenset[str]]
    """What others can see of the platform in each of its environments, what was found, and the paths of its files."""
    files: Mapping[str, File]


def _compiled(tree: Tree, own: Mapping[str, Pack], rules: Policies, *, written: bool) -> _Compiled | None:
    """Return what becomes of a platform; None when anything is wrong with it before a check looks."""
    estate, mistakes = resolve_and_lower(tree, own)
    if not all(in_vain(each, tree.origins) for each in mistakes):
        return None
    # Checks miss the others: what they find for that, they find on both sides. Where it stands would take longer to tell than all else.
    found: Counter[tuple[str, ...]] = Counter((code, each.message, each.help, repr(each.at)) for code, each in _findings(estate))
    found.update(map(_said, (*mistakes, *violations(rules, estate), *misspelt(rules, estate))))
    platforms = [each.platform for each in estate]
    with emitting(platforms if written else ()) as emitted:
        files = {
            f"{platform.environment}/{platform.name}/{artifact.path}": artifact
            for platform, artifacts in zip(platforms, emitted(), strict=written)
            for artifact in artifacts
        }
    return _Compiled(compared=(tuple(map(visible, estate)), found, frozenset(files)), files=files)


SAME_ON_BOTH_SIDES: Final = frozenset({"inhibition", "receiver", "route", "routing", "use"})
"""Groups of checks that need not be imported: those of receivers, routes and packs, which no edit of a model changes."""

OF_RAW_EXPRESSIONS: Final = frozenset({"promql"})
"""Groups of checks that read nothing but expressions which stand in a spec as they are: a quarter of all, and most specs have none."""


def _findings(estate: Iterable[Checked]) -> Iterator[tuple[str, Finding]]:
    """Yield what is found of a platform alone; the checks of all platforms see nothing of it but what is `visible`."""
    known = tuple(estate)
    raw = any(isinstance(metric, ExpressionMetric) for checked in known for metric in checked.resolved.spec.metrics.values())
    for code, check in checks.checks(besides=SAME_ON_BOTH_SIDES if raw else SAME_ON_BOTH_SIDES | OF_RAW_EXPRESSIONS).items():
        if hasattr(check, "check"):
            yield from ((code, finding) for checked in known for finding in check.check(checked))
        elif getattr(check, "OF_EACH_PLATFORM", False):
            yield from ((code, finding) for finding in check.check_all(known))


def _said(located: Located) -> tuple[str, ...]:
    # Not the line: what stands below an edit moves.
    return located.code, located.message, str(located.help), located.span.file


def _exchanged(known: Sequence[Entry], old: Sequence[Entry], new: Sequence[Entry]) -> tuple[Entry, ...] | None:
    """Return the entries of a page with those that have become others in their places; None when that cannot be told."""
    pairs = [*zip(old, new, strict=True)] if len(old) == len(new) else []
    # Of what stays, others have said what it asks: compiled without the one of its name, it need not be told apart from that. Nor is there
    # every alert among the few that silences one of them, and no edit that others do not see changes which do.
    places = {replace(was, asked=(), silencing=()): None if was == became else became for was, became in pairs}
    if len(places) != len(old):
        return None
    composed: list[Entry] = []
    for entry in known:
        became = places.pop(replace(entry, asked=(), silencing=()), None)
        if became is not None and became.question != entry.question:
            return None
        # The first of a page with its question says what is asked; it is the first of the few too.
        asked = () if became is None or not entry.asked else became.asked
        composed.append(entry if became is None else replace(became, asked=asked, silencing=entry.silencing))
    return None if places else tuple(composed)
