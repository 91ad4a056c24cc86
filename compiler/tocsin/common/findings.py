"""What is found in the file that all platforms have in common: told once, however many platforms find it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from tocsin.diagnostics import Located
from tocsin.source import Origins, Span

_IN_VAIN: Final = frozenset(
    {"defaults/changes-nothing", "defaults/of-nothing", "defaults/removes-nothing", "environment/removes-nothing", "routing/none"}
)
"""What is said of a part of a spec that serves nothing, before any check looks; a check says so itself."""


def in_vain(located: Located, origins: Origins) -> bool:
    """Tell whether a finding says that something in common is of no use to the platform with these `origins`: it may be to others."""
    return located.span.file == origins.common and located.code in _IN_VAIN


def told_once(
    said: Iterable[tuple[str, Located]], platforms: Mapping[str, Origins], *, complete: bool, vain: Collection[str] = _IN_VAIN
) -> Iterator[tuple[Located, Collection[str]]]:
    """Yield what platforms say, each with those who say it; of a place in common in the words of the first, and who says it, if not all do.

    `platforms` are all, by their keys in `said`. That something there is in vain, which is said by the codes `vain`, counts when every
    platform that reads it says so, and only if these platforms are `complete`: another one may need it.
    """
    together: dict[tuple[str, Span], dict[str, list[Located]]] = {}
    for platform, located in said:
        if located.span.file == platforms[platform].common:
            together.setdefault((located.code, located.span), {}).setdefault(platform, []).append(located)
        else:
            yield located, (platform,)
    for (code, span), by in together.items():
        if code in vain and not (complete and all(name in by or not origins.reads(span) for name, origins in platforms.items())):
            continue
        note = () if code in vain or len(by) == len(platforms) else (_only_in([platforms[name] for name in by]),)
        for located in next(iter(by.values())):
            yield replace(located, notes=(*located.notes, *note)), by.keys()


def _only_in(platforms: list[Origins]) -> tuple[str, Span]:
    at = ("platform", "name")
    *others, last = dict.fromkeys(f"`{origins.value(at)}`" for origins in platforms)
    which = f"platforms {', '.join(others)} and {last}, the first named" if others else f"platform {last}, named"
    return f"only in the {which}", platforms[0].span(at)
