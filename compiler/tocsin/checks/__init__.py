"""Lints over spec and IR together: `checks/<group>/<fault>.py` is the check whose code is `<group>/<fault>`.

A check has one function: `check(checked)` sees one platform in one environment, `check_all(estate)` all of them. Its docstring is
its documentation: one sentence, why, and an example with the fault and without it, which is run as a test (`explanation` says how it is
written). With `NEVER_ALLOWED = True` its author cannot be asked to let it pass, because what would be generated is refused or lost. With
`FROM_ABSENCE = "platform"` it concludes from what is not there, and is silent about platforms of which something is not understood: that
may hold what it misses. With "estate" it may be in any platform. A finding that only some environments of a platform have says which:
`check` sees each alone, and so does a `check_all` with `BY_ENVIRONMENT = True`. One with `OF_EACH_PLATFORM = True` compares only the
environments of each, by each model: it is asked again after an edit of one, like every `check`. One with `IN_VAIN = True` says that a
part of a spec serves nothing: of what all platforms have in common that counts when it serves none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Final

from msgspec.structs import replace

from tocsin.common import told_once
from tocsin.diagnostics import Located
from tocsin.diagnostics.explanation import Explanation, explanation
from tocsin.discovery import modules, packages
from tocsin.finding import Checked, Finding
from tocsin.progress import Progress, silent
from tocsin.regex import late
from tocsin.source import KeyPath, Span

__all__ = ["allowable", "checks", "explained", "findings", "run"]


@cache
def checks(*, besides: frozenset[str] = frozenset()) -> Mapping[str, ModuleType]:
    """Return every check by its code, but for those of the groups `besides`."""
    groups = [group for group in packages(__name__) if group not in besides]
    found = {f"{group}/{_last(module)}": module for group in groups for module in modules(f"{__name__}.{group}")}
    return {code.replace("_", "-"): module for code, module in found.items()}


def explained() -> dict[str, Explanation]:
    """Return what each check says of itself, by its code."""
    return {code: explanation(code, module.__doc__ or "") for code, module in checks().items()}


@cache
def allowable() -> frozenset[str]:
    """Return the codes that a spec may allow itself, with a reason."""
    return frozenset(code for code, module in checks().items() if not getattr(module, "NEVER_ALLOWED", False))


def run(estate: Sequence[Checked], *, complete: bool = True, progress: Progress = silent) -> Iterator[Located]:
    """Yield what the checks find in all platforms, with its place; `progress` counts checks.

    `complete` tells whether the estate holds every platform that there is, also those that could not be read.
    """
    found: dict[Located, list[Finding]] = {}
    for code, finding in findings(estate, complete=complete, progress=progress):
        found.setdefault(_located(code, finding), []).append(finding)
    platforms = Counter(checked.named_at for checked in estate) if found else Counter()
    said: list[tuple[str, Located]] = []
    for located, all_of_it in _alike(found):
        module = checks()[located.code]
        alone = hasattr(module, "check") or getattr(module, "BY_ENVIRONMENT", False)
        # Of several platforms is only what stands in common.
        for platform in dict.fromkeys(finding.where.named_at for finding in all_of_it):
            theirs = [finding for finding in all_of_it if finding.where.named_at == platform]
            where = {finding.where.platform.environment: finding.where for finding in theirs}
            first = theirs[0]
            some = alone and len(where) < platforms[platform] and first.where.resolved.origins.written(first.at)[1][:1] != _PATCHED
            said.append((platform, replace(located, notes=(*located.notes, _only_in(where))) if some else located))
    origins = {checked.named_at: checked.resolved.origins for checked in estate} if said else {}
    sure = complete and all(checked.whole for checked in estate)
    vain = {code for code, module in checks().items() if getattr(module, "IN_VAIN", False)}
    yield from (located for located, _ in told_once(said, origins, complete=sure, vain=vain))


def findings(estate: Sequence[Checked], *, complete: bool = True, progress: Progress = silent) -> Iterator[tuple[str, Finding]]:
    """Yield what the checks find in all platforms, each with the check's code, as `run` does."""
    doubtful = frozenset(checked.named_at for checked in estate if not checked.whole)
    for number, (code, module) in enumerate(checks().items()):
        progress(number, len(checks()), "checks")
        found = module.check_all(estate) if hasattr(module, "check_all") else (each for checked in estate for each in module.check(checked))
        match getattr(module, "FROM_ABSENCE", None):
            case None:
                yield from ((code, finding) for finding in found)
            case "platform":
                yield from ((code, finding) for finding in found if finding.where.named_at not in doubtful)
            case "estate" if complete and not doubtful:
                yield from ((code, finding) for finding in found)


_MORE: Final = late(r" and (\d+) more\b")
"""What `tocsin.wording.and_more` says."""


def _alike(found: Mapping[Located, list[Finding]]) -> Iterator[tuple[Located, list[Finding]]]:
    """Yield findings, as one those of several environments that differ only in how many more there are; the most are told."""
    together: dict[Located, list[tuple[int, Located, list[Finding]]]] = {}
    for located, findings_of_it in found.items():
        more = _MORE.search(located.message)
        message = _MORE.sub("", located.message)
        together.setdefault(replace(located, message=message), []).append((int(more[1]) if more else 0, located, findings_of_it))
    for alike in together.values():
        where = [(finding.where.named_at, finding.where.platform.environment) for _, _, theirs in alike for finding in theirs]
        if len(where) > len(set(where)):
            yield from ((located, theirs) for _, located, theirs in alike)
        else:
            _, located, _ = max(alike, key=lambda each: each[0])
            yield located, [finding for _, _, theirs in alike for finding in theirs]


def _located(code: str, finding: Finding) -> Located:
    return Located(
        code=code,
        message=finding.message,
        help=finding.help,
        span=_span(finding),
        severity="error",
        notes=tuple((message, where.resolved.origins.span(at, "key")) for message, where, at in finding.notes),
    )


_PATCHED: Final[KeyPath] = ("environments",)
"""What stands there says itself of which environment it is."""


def _only_in(where: Mapping[str, Checked]) -> tuple[str, Span]:
    """Return a note of the environments that something is found in: their definition, of several that of the first."""
    names = " and ".join(f"`{name}`" for name in where)
    what = f"the environment {names}, defined" if len(where) == 1 else f"the environments {names}, the first defined"
    origins = next(iter(where.values())).resolved.origins
    return f"only in {what}", origins.span(("environments", next(iter(where))), "key")


def _span(finding: Finding) -> Span:
    origins = finding.where.resolved.origins
    return origins.span(finding.at, finding.part) if finding.within is None else origins.span_within(finding.at, finding.within)


def _last(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
