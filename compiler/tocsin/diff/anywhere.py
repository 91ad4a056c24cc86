"""What changes of a platform, without the names of its environment and namespace: what several environments say alike is told once."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from tocsin.conventions import ENVIRONMENT_LABEL, NAMESPACE_LABEL
from tocsin.diff.change import Change, Fact
from tocsin.diff.seen import Seen

_NAMESPACE: Final = "<namespace>"
_ENVIRONMENT: Final = "<environment>"


def anywhere(changes: tuple[Change, ...], where: Seen) -> tuple[Change, ...]:
    """Return changes with any namespace and environment where they ask for those of `where`."""
    platform = where.platform
    names = {
        f'{NAMESPACE_LABEL}="{platform.namespace}"': f'{NAMESPACE_LABEL}="{_NAMESPACE}"',
        f'{ENVIRONMENT_LABEL}="{platform.environment}"': f'{ENVIRONMENT_LABEL}="{_ENVIRONMENT}"',
        # The job of what a PodMonitor finds.
        f'job="{platform.namespace}/': f'job="{_NAMESPACE}/',
    }

    def unnamed(text: str) -> str:
        for name, any_name in names.items():
            text = text.replace(name, any_name)
        return text

    return tuple(
        replace(each, facts=tuple(Fact(name=fact.name, was=unnamed(fact.was), now=unnamed(fact.now)) for fact in each.facts))
        for each in changes
    )
