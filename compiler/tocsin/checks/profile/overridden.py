"""A value in a profile that everybody who names the profile replaces by one of its own, or removes: its author believes that it holds.

Bad:
    profiles:
      usual:
        owner: ml  # error
        scrape: {port: http}
    models:
      chat: {profile: usual, owner: search, workload: {deployment: chat}}

Good:
    profiles:
      usual: {owner: ml, scrape: {port: http}}
    models:
      chat: {profile: usual, owner: search, workload: {deployment: chat}}
      code: {profile: usual, workload: {deployment: code}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath

FROM_ABSENCE: Final = "platform"
IN_VAIN: Final = True
OF_EACH_PLATFORM: Final = True
_PROFILES: Final = "profiles"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every value of a profile that holds for nobody in any environment."""
    overridden: dict[tuple[str, KeyPath], Checked] = {}
    holding: set[tuple[str, KeyPath]] = set()
    for checked in estate:
        values = {name: tuple(_values(profile, (_PROFILES, name))) for name, profile in checked.resolved.spec.profiles.items()}
        for at, subject in checked.subjects if values else ():
            for value in values.get(subject.profile or "", ()):
                place = (checked.named_at, value)
                if _is_in_common(checked, (*at, *value[2:])):
                    holding.add(place)
                else:
                    overridden.setdefault(place, checked)
    for (platform, at), checked in overridden.items():
        if (platform, at) not in holding:
            yield Finding(
                message=f"all with `profile: {at[1]}` replace or remove `{at[-1]}`",
                help=f"remove it here, or `{at[-1]}` from one of them",
                where=checked,
                at=at,
                part="key",
            )


def _values(given: object, at: KeyPath) -> Iterator[KeyPath]:
    """Yield the places of what a profile says; what it removes is looked at where that is done."""
    if isinstance(given, dict) and given:
        for key, each in given.items():
            yield from _values(each, (*at, key))
    elif given is not None:
        yield at


def _is_in_common(checked: Checked, at: KeyPath) -> bool:
    """Tell whether what stands at a place of a model stands there because of a profile, or of an environment's patch of one."""
    written = checked.resolved.origins.written(at)[1]
    return written[:1] == (_PROFILES,) or (written[:1] == ("environments",) and written[2:4] == ("patch", _PROFILES))
