"""Profiles: what those models and components have in common that name one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin.diagnostics import Diagnostic, did_you_mean
from tocsin.diagnostics.nearest import plainly_meant
from tocsin.resolve.common import PROFILES, Common, common_of
from tocsin.resolve.layers import mapping
from tocsin.resolve.patching import merge_patch
from tocsin.source import KeyPath

_NAMED: Final = "profile"


class Profiles:
    """The profiles of one environment, and who has been given which."""

    def __init__(self, known: Mapping[str, Common]) -> None:
        self._known = known
        self._joined: dict[tuple[KeyPath, str], Common] = {}
        self._unknown: list[Diagnostic] = []

    def over(self, shared: Common, at: KeyPath, own: Mapping[str, Any], change: Mapping[str, Any]) -> Common:
        """Return what the model or component at `at` has in common with others: what all have, and over that what its profile says.

        `own` is what it says itself, `change` the patch over that. A profile that nobody has is told, and the one that is plainly meant
        stands in its place.
        """
        named = next((each[_NAMED] for each in (change, own, shared.value) if _NAMED in each), None)
        if not isinstance(named, str):
            return shared
        if named not in self._known:
            remedy = did_you_mean(named, self._known, define=f"profiles: {{{named}: ...}}")
            message = f"there is no profile `{named}`"
            self._unknown.append(Diagnostic(code="profile/unknown", message=message, help=remedy, at=(*at, _NAMED)))
        meant = named if named in self._known else plainly_meant(named, self._known)
        if meant is None:
            return shared
        if (shared.at, meant) not in self._joined:
            self._joined[shared.at, meant] = shared.below(self._known[meant])
        return self._joined[shared.at, meant]

    def mistakes(self) -> Iterator[Diagnostic]:
        """Yield each profile that is named and not there, and what no profile can say."""
        yield from self._unknown
        for profile in self._known.values():
            yield from profile.mistakes("model")
            if _NAMED in profile.value:
                message, remedy = "a profile has no profile itself", "say in `defaults:` what all have in common"
                yield Diagnostic(code="profile/nested", message=message, help=remedy, at=(*profile.at, _NAMED), part="key")

    def idle(self) -> Iterator[Diagnostic]:
        """Yield what is to be told of each part of a profile that may have no effect on those that name it, if it has none."""
        for _, name in self._joined:
            yield from self._known[name].idle(f"nothing with `profile: {name}`")


def profiles_of(base: Mapping[str, object], patch: Mapping[str, object]) -> Profiles:
    """Return the profiles of a spec and the patch over it."""
    names = mapping(merge_patch(base, patch).get(PROFILES)) if PROFILES in base or PROFILES in patch else {}
    return Profiles({name: common_of((PROFILES, name), base, patch) for name, each in names.items() if isinstance(each, Mapping)})
