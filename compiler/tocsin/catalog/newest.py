"""The newest release of an exporter that its pack was compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.regex import late

if TYPE_CHECKING:
    from tocsin.catalog.pack import Pack
    from tocsin.catalog.releases import Releases

_NUMBER: Final = late(r"\d+(?:\.\d+)+")
_MINOR: Final = 2
"""Metrics come and go with minor releases."""


def newest_known(pack: Pack) -> str | None:
    """Return the newest release that the pack says it knows; None when it names none, or was read from a main branch.

    >>> from tocsin.catalog import load
    >>> newest_known(load("vllm")), newest_known(load("dcgm-exporter")), newest_known(load("sglang"))
    ('0.32.0', '4.8.2', None)
    """
    return max(_NUMBER.findall(pack.version), key=_numbers, default=None)


def is_beyond(releases: Releases, newest: str) -> bool:
    """Tell whether a minor release among `releases` is newer than `newest`.

    >>> from tocsin.catalog import parse_releases
    >>> [is_beyond(found, "0.32.0") for text in ("0.32", "0.32.4", "0.12-0.33", "1") if (found := parse_releases(text))]
    [False, False, True, True]
    """
    stated = releases.newest[:-1][:_MINOR]
    return stated > _numbers(newest)[: len(stated)]


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(number) for number in text.split("."))
